package org.exeunt.benchmarks;

import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Base class of JMH benchmarks for parts of a round. The number and length of iterations may be overridden on the
 * command line; the JVM options are those of the launcher.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgs = {
            "-XX:+UseSerialGC",
            "-Xmx3g",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
        })
public abstract class Kernel {}
