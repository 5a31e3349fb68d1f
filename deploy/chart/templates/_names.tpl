{{/* Labels of Helm, which deploy/manifests.sh removes. */}}
{{- define "akrobateo.helm" -}}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* Labels of a component: a dict of root, name and component. */}}
{{- define "akrobateo.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/part-of: akrobateo
{{ include "akrobateo.helm" .root }}
{{- end }}

{{- define "akrobateo.hook.labels" -}}
{{ include "akrobateo.labels" (dict "root" . "name" "akrobateo" "component" "hook") }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "akrobateo.hook.selector" -}}
app.kubernetes.io/name: akrobateo
app.kubernetes.io/component: hook
{{- end }}

{{- define "akrobateo.metacontroller.labels" -}}
{{ include "akrobateo.labels" (dict "root" . "name" "metacontroller" "component" "metacontroller") }}
{{- end }}

{{- define "akrobateo.metacontroller.selector" -}}
app.kubernetes.io/name: metacontroller
app.kubernetes.io/component: metacontroller
{{- end }}

{{/* Host of the hook, as Metacontroller calls it. */}}
{{- define "akrobateo.host" -}}
akrobateo.{{ .Release.Namespace }}
{{- end }}

{{- define "akrobateo.origin" -}}
{{ .Values.tls.enabled | ternary "https" "http" }}://{{ include "akrobateo.host" . }}
{{- end }}

{{/* Spreads replicas over nodes. Gets the selector's labels as text. */}}
{{- define "akrobateo.spread" -}}
- topologyKey: kubernetes.io/hostname
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- . | nindent 6 }}
  matchLabelKeys:
    - pod-template-hash
{{- end }}

{{/* Where pods run: gets the values that have nodeSelector, tolerations, affinity and priorityClassName. */}}
{{- define "akrobateo.placement" -}}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
