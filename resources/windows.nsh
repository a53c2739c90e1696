; What the installer for Windows tells the system, which electron-builder does not: `protocols` is for macOS alone, and `fileAssociations` would make
; Millrace the default for every .json. It is a choice in "Open with" and in the default apps, and opens redis:// where nothing else does.
; https://learn.microsoft.com/en-us/windows/win32/shell/default-programs
; After "--" nothing is an option, whatever a link or a file is called.
!define MILLRACE_OPENS '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" -- "%1"'
!define MILLRACE_CAPABILITIES "Software\Millrace\Capabilities"

!macro millraceProgram NAME TITLE
  WriteRegStr SHCTX "Software\Classes\${NAME}" "" "${TITLE}"
  WriteRegStr SHCTX "Software\Classes\${NAME}\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHCTX "Software\Classes\${NAME}\shell\open\command" "" '${MILLRACE_OPENS}'
!macroend

!macro millraceFile EXTENSION
  WriteRegStr SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "Millrace.File" ""
  WriteRegStr SHCTX "${MILLRACE_CAPABILITIES}\FileAssociations" "${EXTENSION}" "Millrace.File"
!macroend

!macro millraceScheme SCHEME
  WriteRegStr SHCTX "${MILLRACE_CAPABILITIES}\URLAssociations" "${SCHEME}" "Millrace.Link"
  ReadRegStr $0 HKCR "${SCHEME}\shell\open\command" ""
  ${if} $0 == ""
    !insertmacro millraceProgram "${SCHEME}" "URL:Redis server"
    WriteRegStr SHCTX "Software\Classes\${SCHEME}" "URL Protocol" ""
  ${endIf}
!macroend

; Another program may have taken it over.
!macro millraceForgetScheme SCHEME
  ReadRegStr $0 SHCTX "Software\Classes\${SCHEME}\shell\open\command" ""
  ${if} $0 == '${MILLRACE_OPENS}'
    DeleteRegKey SHCTX "Software\Classes\${SCHEME}"
  ${endIf}
!macroend

!macro customInstall
  !insertmacro millraceProgram "Millrace.File" "Pipeline file or recording"
  !insertmacro millraceProgram "Millrace.Link" "URL:Redis server"
  WriteRegStr SHCTX "Software\Classes\Millrace.Link" "URL Protocol" ""
  WriteRegStr SHCTX "${MILLRACE_CAPABILITIES}" "ApplicationName" "Millrace"
  WriteRegStr SHCTX "${MILLRACE_CAPABILITIES}" "ApplicationDescription" "Explore Redis event pipelines"
  !insertmacro millraceFile ".json"
  !insertmacro millraceFile ".jsonl"
  !insertmacro millraceScheme "redis"
  !insertmacro millraceScheme "rediss"
  WriteRegStr SHCTX "Software\RegisteredApplications" "Millrace" "${MILLRACE_CAPABILITIES}"
!macroend

!macro customUnInstall
  !insertmacro millraceForgetScheme "redis"
  !insertmacro millraceForgetScheme "rediss"
  DeleteRegValue SHCTX "Software\RegisteredApplications" "Millrace"
  DeleteRegValue SHCTX "Software\Classes\.json\OpenWithProgids" "Millrace.File"
  DeleteRegValue SHCTX "Software\Classes\.jsonl\OpenWithProgids" "Millrace.File"
  DeleteRegKey SHCTX "Software\Millrace\Capabilities"
  DeleteRegKey /ifempty SHCTX "Software\Millrace"
  DeleteRegKey SHCTX "Software\Classes\Millrace.File"
  DeleteRegKey SHCTX "Software\Classes\Millrace.Link"
!macroend
