# fish completion for bpftool. What may stand where is made from the tool's word tables: each line of states is a place in a command
# line, with what may come next and the place behind it. @kind is a word that the user chooses.

# The members NAME of what `TOOL OBJECT show` lists.
function __bpftool_listed -a tool object name
    $tool -p $object show 2>/dev/null | string match -rg '^        "'$name'": *"?([^",]*)"?,?$'
end

function __bpftool_offer
    set -l states (string split \n -- '@STATE_LINES@')
    set -l texts (string split \n -- '@TEXT_LINES@')

    set -l tokens (commandline -opc)
    set -l tool $tokens[1]
    set -l state 0
    set -l file ''
    for word in $tokens[2..-1]
        if test -n "$file"
            set file ''
            continue
        end
        switch $word
            case @FILE_OPTION_WORDS@
                set file yes
                continue
            case '-*'
                continue
        end
        set -l exact
        set -l chosen
        set -l begun
        for item in (string split -n ' ' -- $states[(math $state + 1)])
            set -l parts (string split '>' -- $item)
            if test "$parts[1]" = "$word"
                set exact $parts[2]
            else if string match -q '@*' -- $parts[1]
                set chosen $parts[2]
            else if test -z "$begun"; and test (string sub -l (string length -- "$word") -- $parts[1]) = "$word"
                set begun $parts[2]
            end
        end
        set state $exact $chosen $begun
        test -n "$state"; or return
        set state $state[1]
    end
    if test -n "$file"
        __fish_complete_path (commandline -ct)
        return
    end
    for item in (string split -n ' ' -- $states[(math $state + 1)])
        set -l kind (string split '>' -- $item)[1]
        switch $kind
            case @prog_id
                __bpftool_listed $tool prog id
            case @prog_name
                __bpftool_listed $tool prog name
            case @prog_tag
                __bpftool_listed $tool prog tag
            case @map_id
                __bpftool_listed $tool map id
            case @map_name
                __bpftool_listed $tool map name
            case @link_id
                __bpftool_listed $tool link id
            case @btf_id
                __bpftool_listed $tool btf id
            case @struct_ops_map_id
                __bpftool_listed $tool struct_ops id
            case @struct_ops_map_name
                __bpftool_listed $tool struct_ops name
            case @dev
                command ls /sys/class/net 2>/dev/null
            case @file @obj @path
                __fish_complete_path (commandline -ct)
            case @dir @cgroup
                __fish_complete_directories (commandline -ct) ''
            case '@*'
            case '*'
                set -l text (string match -- "$state $kind *" $texts | string replace -- "$state $kind " '')
                printf '%s\t%s\n' $kind "$text"
        end
    end
end

complete -c bpftool -f -a '(__bpftool_offer)'
for option in @OPTIONS@
    if string match -q -- '--*' $option
        complete -c bpftool -l (string sub -s 3 -- $option)
    else
        complete -c bpftool -s (string sub -s 2 -- $option)
    end
end
