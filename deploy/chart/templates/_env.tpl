{{/* One environment variable: a list of name and value. Null is no variable; numbers must not become 6.7e+07. */}}
{{- define "akrobateo.variable" -}}
{{- $value := index . 1 }}
{{- if not (kindIs "invalid" $value) }}
- name: {{ index . 0 }}
  {{- if kindIs "map" $value }}
  value: {{ toJson $value | quote }}
  {{- else if kindIs "float64" $value }}
  value: {{ int64 $value | quote }}
  {{- else }}
  value: {{ toString $value | quote }}
  {{- end }}
{{- end }}
{{- end }}

{{/* The hook's environment. */}}
{{- define "akrobateo.env" -}}
{{- if .Values.tls.enabled }}
- name: TLS_CERT
  value: /etc/akrobateo/tls/tls.crt
- name: TLS_KEY
  value: /etc/akrobateo/tls/tls.key
{{- end }}
{{- if .Values.token.enabled }}
- name: TOKEN_FILE
  value: /etc/akrobateo/token/token
{{- end }}
{{- range $name, $value := .Values.config }}
{{- include "akrobateo.variable" (list (snakecase $name | upper) $value) }}
{{- end }}
{{- include "akrobateo.variable" (list "NODE_OPTIONS" .Values.nodeOptions) }}
{{- end }}
