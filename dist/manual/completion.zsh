#compdef bpftool
# zsh completion for bpftool. What may stand where is made from the tool's word tables: each line of states is a place in a command
# line, with what may come next and the place behind it. @kind is a word that the user chooses.

# The members NAME of what `TOOL OBJECT show` lists.
_bpftool_listed() {
  "$1" -p "$2" show 2>/dev/null | sed -n 's/^        "'"$3"'": *"\{0,1\}\([^",]*\)"\{0,1\},\{0,1\}$/\1/p'
}

_bpftool() {
  local -a states texts offered
  states=(
@STATES@
  )
  texts=(
@TEXTS@
  )
  local tool=$words[1] cur=$words[CURRENT] state=0 i word item kind exact chosen begun file= paths= text
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if [[ -n $file ]]; then
      file=
      continue
    fi
    case $word in
      @FILE_OPTIONS@) file=1; continue ;;
      -*) continue ;;
    esac
    exact= chosen= begun=
    for item in ${=states[state+1]}; do
      kind=${item%>*}
      if [[ $kind == "$word" ]]; then
        exact=${item##*>}
      elif [[ $kind == @* ]]; then
        chosen=${item##*>}
      elif [[ $kind == "$word"* && -z $begun ]]; then
        begun=${item##*>}
      fi
    done
    state=${exact:-${chosen:-$begun}}
    [[ -n $state ]] || return 1
  done
  if [[ -n $file ]]; then
    _files
    return
  fi
  if [[ $cur == -* ]]; then
    compadd -- ${=:-@OPTIONS@}
    return
  fi
  for item in ${=states[state+1]}; do
    kind=${item%>*}
    case $kind in
      @prog_id) offered+=(${(f)"$(_bpftool_listed $tool prog id)"}) ;;
      @prog_name) offered+=(${(f)"$(_bpftool_listed $tool prog name)"}) ;;
      @prog_tag) offered+=(${(f)"$(_bpftool_listed $tool prog tag)"}) ;;
      @map_id) offered+=(${(f)"$(_bpftool_listed $tool map id)"}) ;;
      @map_name) offered+=(${(f)"$(_bpftool_listed $tool map name)"}) ;;
      @link_id) offered+=(${(f)"$(_bpftool_listed $tool link id)"}) ;;
      @btf_id) offered+=(${(f)"$(_bpftool_listed $tool btf id)"}) ;;
      @struct_ops_map_id) offered+=(${(f)"$(_bpftool_listed $tool struct_ops id)"}) ;;
      @struct_ops_map_name) offered+=(${(f)"$(_bpftool_listed $tool struct_ops name)"}) ;;
      @dev) offered+=(/sys/class/net/*(N:t)) ;;
      @file | @obj | @path) paths=files ;;
      @dir | @cgroup) paths=${paths:-directories} ;;
      @*) ;;
      *)
        text=${texts[(r)$state $kind *]#$state $kind }
        offered+=("${kind//:/\\:}${text:+:$text}")
        ;;
    esac
  done
  (( $#offered )) && _describe -V word offered
  [[ $paths != files ]] || _files
  [[ $paths != directories ]] || _files -/
}

_bpftool "$@"
