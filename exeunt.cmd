@echo off
rem Runs Exeunt. Among the sources it builds first if neither it nor Maven did (after changing them, delete app\target\lib);
rem as bin\exeunt.cmd of a release there is nothing to build.
rem   EXEUNT_DATA        folder of data sets
rem   EXEUNT_JAVA_OPTS   more options for the JVM, such as -Xmx8g
rem   EXEUNT_CLASSPATH   jars of plugins, separated by ';'; jars in plugins\ are found without it
setlocal
if not exist "%~dp0app\pom.xml" goto release
set "home=%~dp0"
set "lib=%home%app\target\lib"
rem what needs no build
if "%~2"=="" (
  if "%~1"=="--version" goto version
  if "%~1"=="-V" goto version
)
if not exist "%lib%\.built" if "%~2"=="" (
  if "%~1"=="" goto help
  if "%~1"=="--help" goto help
  if "%~1"=="-h" goto help
  if "%~1"=="help" goto help
)
goto start
:release
for %%d in ("%~dp0..") do set "home=%%~fd\"
set "lib=%home%lib"
if not exist "%lib%\" goto nolib
:start
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
if defined JAVA_HOME if not exist "%java%.exe" goto nojava
set "mvn=mvn"
where mvn >nul 2>nul || set "mvn=%home%mvnw.cmd"
if exist "%home%app\pom.xml" if not exist "%lib%\.built" (
  echo exeunt: building ... 1>&2
  call "%mvn%" -q -B -ntp -f "%home%pom.xml" -pl app -am -Dmaven.test.skip=true -Dspotless.check.skip=true package 1>&2
  if errorlevel 1 (
    echo exeunt: the build failed 1>&2
    exit /b 70
  )
)
set OMP_NUM_THREADS=1
rem an empty element of the class path would be the current folder
set "plugins=%home%plugins\*"
if defined EXEUNT_CLASSPATH set "plugins=%plugins%;%EXEUNT_CLASSPATH%"
"%java%" -XX:+UseSerialGC -Xmx3g --enable-native-access=ALL-UNNAMED -Djdk.console=java.base -Dorg.bytedeco.javacpp.maxphysicalbytes=0 %EXEUNT_JAVA_OPTS% ^
  -cp "%lib%\*;%plugins%" org.exeunt.app.Main %*
exit /b %errorlevel%
:version
rem the first element of this name is the project's
for /f "usebackq tokens=2,3 delims=<>" %%a in ("%home%pom.xml") do if "%%a"=="version" (
  echo exeunt %%b
  exit /b 0
)
exit /b 70
:help
echo Usage: exeunt COMMAND [OPTIONS]; exeunt COMMAND --help shows the options of a command.
echo Commands: run, demo, compare, runs, report, verify, evaluate, predict, export, init, examples, plugins, config, datasets, doctor, completion, help
echo The first command builds Exeunt, which takes two minutes and needs Java 17 or newer and Maven. Then:
echo   exeunt run examples\quickstart.json
exit /b 0
:nolib
echo exeunt: %lib% does not exist; keep this script in bin\ of its release 1>&2
exit /b 6
:nojava
echo exeunt: JAVA_HOME is %JAVA_HOME%, where there is no bin\java.exe; set it to the folder of a Java 17 or newer, or unset it 1>&2
exit /b 6
