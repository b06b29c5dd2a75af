@echo off
rem Starts bpftool on a Java 25 or later of the machine: JAVA_HOME, or java on PATH.
setlocal
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx512m --enable-native-access=dev.ebpf4j -p "%~dp0lib" -m dev.ebpf4j.bpftool/dev.ebpf4j.bpftool.Main %*
