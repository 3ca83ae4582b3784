"""The programs that are measured: our benchmarks, our command and the peers in PyTorch; and what is missing to start them."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "benchmarks"
PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")
# without a choice of OpenBLAS's kernels, which may be meant for other programs
SURROUNDINGS = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
# the allocator as our launcher sets it, which helps PyTorch as well
ENVIRONMENT = {**SURROUNDINGS, "OMP_NUM_THREADS": "1",
               "MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "2000000000", "MALLOC_TOP_PAD_": "67108864"}

WITHOUT_AVX512 = {"OPENBLAS_CORETYPE": "Haswell", "ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2",
                  "JDK_JAVA_OPTIONS": "-XX:UseAVX=2"}


def turn_off_avx512():
    """Restricts both sides to AVX2 from now on."""
    SURROUNDINGS.update(WITHOUT_AVX512)
    ENVIRONMENT.update(WITHOUT_AVX512)


def missing_java():
    if not shutil.which("java"):
        yield "java 17: install a JDK"


def missing_pytorch():
    if not shutil.which(PYTHON) or subprocess.run([PYTHON, "-c", "import torch"], stderr=subprocess.DEVNULL).returncode:
        yield f"PyTorch for {PYTHON}: on Debian, apt-get install python3-torch libopenblas0-pthread"


def has_bf16():
    """Returns whether the processor multiplies numbers of bf16 (AMX, AVX512-BF16) and may use it."""
    facts = pathlib.Path("/proc/cpuinfo")
    return not WITHOUT_AVX512.keys() <= ENVIRONMENT.keys() and facts.is_file() and any(flag in facts.read_text() for flag in ("amx_bf16", "avx512_bf16"))


def missing_jars():
    """What java() needs; exeunt_run() builds its own."""
    yield from missing_java()
    if not list((BENCHMARKS / "target").glob("exeunt-benchmarks-*.jar")):
        yield "our jars: mvn -q -pl benchmarks -am -DskipTests package"


def missing_data(options, folder):
    if not (options.data / folder).is_dir():
        yield f"real data in {options.data / folder}: --data DIR, or EXEUNT_DATA=DIR"


def java_command(main, *arguments, heap=None):
    return ["java", "-XX:+UseSerialGC", *[f"-Xmx{heap}"] * bool(heap), "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{BENCHMARKS}/target/*:{BENCHMARKS}/target/lib/*",
            f"org.exeunt.benchmarks.{main}", *arguments]


def java(main, *arguments, heap=None):
    """Runs one of our benchmarks and returns the numbers it prints, by their names."""
    return numbers(java_command(main, *arguments, heap=heap), ENVIRONMENT)


def peer_environment(threads=1):
    return ENVIRONMENT | {"OMP_NUM_THREADS": str(threads)}


def peer_command(script, *arguments):
    return [PYTHON, "-B", BENCHMARKS / "peers" / script, *arguments]


def peer(script, *arguments):
    """Runs a script in benchmarks/peers and returns the numbers it prints, by their names."""
    return numbers(peer_command(script, *arguments), peer_environment())


def numbers(command, environment):
    printed = subprocess.run(list(map(str, command)), env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    return {name: float(number) for name, number in map(str.split, printed.splitlines())}


class OnRequest:
    """A program that prints "parameters COUNT", then measures what it is asked for, until its input ends. To be closed."""

    def __init__(self, command, environment=None):
        self.process = subprocess.Popen(list(map(str, command)), env=environment or ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.parameters = self.answer("parameters")

    def ask(self, name):
        print(name, file=self.process.stdin, flush=True)

    def answer(self, name):
        line = self.process.stdout.readline()
        if not line.startswith(f"{name} "):
            self.process.kill()
            raise Failed(f"{self.process.args}: expected '{name} NUMBER', found '{line.strip()}'")
        return float(line.split()[1])

    def close(self):
        self.process.stdin.close()
        self.process.wait()  # not for the end of its output, which torch.compile's workers hold open for a while


class Failed(Exception):
    """A program ended or answered something else."""


@dataclass(frozen=True)
class Run:
    """A run of our command: its directory, its time by the clock and of the processor, and its largest resident set in GiB."""
    directory: pathlib.Path
    seconds: float
    cpu_seconds: float
    resident: float


def exeunt_run(runs, config, settings, java_options=""):
    """Runs a configuration with settings such as "executor.workers=2" by our command; its directory is a new one in runs."""
    before = set(pathlib.Path(runs).glob("[!.]*"))
    command = [ROOT / "exeunt", "run", ROOT / config, "--rerun", "--runs-dir", runs]
    for setting in settings:
        command += ["--set", setting]
    # the last of two equal options counts
    options = f"{os.environ.get('EXEUNT_JAVA_OPTS', '')} {java_options}".strip()
    begin = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, env={**SURROUNDINGS, "EXEUNT_JAVA_OPTS": options})
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        said.seek(0)
        if status:
            sys.exit(f"compare-peers: our command ended with {os.waitstatus_to_exitcode(status)}: {' '.join(map(str, command))}\n{said.read()}")
    [directory] = set(pathlib.Path(runs).glob("[!.]*")) - before
    return Run(directory, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / (1 << 20))


def build_exeunt():
    """Has our command build itself if it has to, so that no measurement does."""
    subprocess.run([ROOT / "exeunt", "--version"], check=True, stdout=subprocess.DEVNULL)
