{{/* A hook of a controller: a dict of root and path. */}}
{{- define "akrobateo.hook" -}}
version: v2
webhook:
  url: {{ include "akrobateo.origin" .root }}{{ .path }}
{{- end }}

{{/* For every webhook of this host. */}}
{{- define "akrobateo.endpointConfigs" -}}
{{- if or .Values.tls.enabled .Values.token.enabled -}}
# For every webhook of this host: the authority that signed the certificate of the hook, and the token that Metacontroller
# sends.
endpointConfigs:
  - host: {{ include "akrobateo.host" . }}
    {{- if .Values.tls.enabled }}
    caBundle:
      {{- if .Values.tls.caBundle }}
      inline: {{ .Values.tls.caBundle | quote }}
      {{- else }}
      secretRef:
        name: {{ .Values.tls.secretName }}
        namespace: {{ .Release.Namespace }}
        key: ca.crt
      {{- end }}
    {{- end }}
    {{- if .Values.token.enabled }}
    authorization:
      type: Bearer
      secretRef:
        name: {{ .Values.token.secretName }}
        namespace: {{ .Release.Namespace }}
        key: token
    {{- end }}
{{- end }}
{{- end }}

{{/* Whether endpointConfigs names a Secret: "true" or "false". */}}
{{- define "akrobateo.readsSecrets" -}}
{{ or .Values.token.enabled (and .Values.tls.enabled (not .Values.tls.caBundle)) }}
{{- end }}
