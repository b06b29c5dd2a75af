# bash completion for bpftool. What may stand where is made from the tool's word tables: each line of _bpftool_states is a place in
# a command line, with what may come next and the place behind it. @kind is a word that the user chooses.
_bpftool_states=(
@STATES@
)

# The members NAME of what `TOOL OBJECT show` lists.
_bpftool_listed()
{
    "$1" -p "$2" show 2>/dev/null | sed -n 's/^        "'"$3"'": *"\{0,1\}\([^",]*\)"\{0,1\},\{0,1\}$/\1/p'
}

_bpftool()
{
    local tool=$1 cur=${COMP_WORDS[COMP_CWORD]} state=0 i word item kind exact chosen begun file= words= paths=
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ -n $file ]]; then
            file=
            continue
        fi
        case $word in
            @FILE_OPTIONS@) file=1 && continue ;;
            -*) continue ;;
        esac
        exact= chosen= begun=
        for item in ${_bpftool_states[state]}; do
            kind=${item%>*}
            case $kind in
                "$word") exact=${item##*>} ;;
                @*) chosen=${item##*>} ;;
                "$word"*) [[ -n $begun ]] || begun=${item##*>} ;;
            esac
        done
        state=${exact:-${chosen:-$begun}}
        [[ -n $state ]] || return 0
    done
    if [[ -n $file ]]; then
        paths=-f
    elif [[ $cur == -* ]]; then
        words='@OPTIONS@'
    else
        for item in ${_bpftool_states[state]}; do
            kind=${item%>*}
            case $kind in
                @prog_id) words+=" $(_bpftool_listed "$tool" prog id)" ;;
                @prog_name) words+=" $(_bpftool_listed "$tool" prog name)" ;;
                @prog_tag) words+=" $(_bpftool_listed "$tool" prog tag)" ;;
                @map_id) words+=" $(_bpftool_listed "$tool" map id)" ;;
                @map_name) words+=" $(_bpftool_listed "$tool" map name)" ;;
                @link_id) words+=" $(_bpftool_listed "$tool" link id)" ;;
                @btf_id) words+=" $(_bpftool_listed "$tool" btf id)" ;;
                @struct_ops_map_id) words+=" $(_bpftool_listed "$tool" struct_ops id)" ;;
                @struct_ops_map_name) words+=" $(_bpftool_listed "$tool" struct_ops name)" ;;
                @dev) words+=" $(ls /sys/class/net 2>/dev/null)" ;;
                @file | @obj | @path) paths=-f ;;
                @dir | @cgroup) paths=${paths:--d} ;;
                @*) ;;
                *) words+=" $kind" ;;
            esac
        done
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    if [[ -n $paths ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen "$paths" -- "$cur")
    fi
}

complete -F _bpftool bpftool
