package org.exeunt.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.it.support.TrainedRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs on Spark write the files that they write on threads, bit for bit. They share a connection that was there before
 * them, to a standalone cluster: its executors serve one run after the other.
 */
@Tag("slow")
class SparkRunsTest {
    private static JavaSparkContext spark;

    private final String executor = LocalCluster.executor();

    @TempDir
    Path folder;

    @BeforeAll
    static void connect() throws IOException {
        // where the workers of the cluster look for Spark's jars, which are on the class path here
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        spark = new JavaSparkContext(new SparkConf()
                .setMaster(LocalCluster.MASTER)
                .setAppName("tests")
                .set("spark.ui.enabled", "false")
                .set("spark.executor.memory", "512m")
                .set(
                        "spark.executor.extraJavaOptions",
                        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.bytedeco.javacpp.maxphysicalbytes=0")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.executorEnv.SPARK_SCALA_VERSION", "2.13"));
    }

    @AfterAll
    static void disconnect() {
        assertThat(spark.sc().isStopped()).as("stopped by a run").isFalse();
        spark.close();
    }

    static Stream<String> strategies() {
        return ToyRun.strategies().stream();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void everyStrategyWritesTheSameFiles(String strategy) throws IOException {
        String kept = "training.optimizer.reset-each-round=false";
        Map<String, String> threads = RunFiles.of(
                ToyRun.onDisk(folder.resolve("threads"), strategy, kept, "training.rounds=3", "executor.workers=1"));
        Map<String, String> others =
                RunFiles.of(ToyRun.onDisk(folder.resolve("others"), strategy, kept, "training.rounds=3", executor));
        RunFiles.assertSame(others, threads);
    }

    @Test
    void deeplearning4jWritesTheSameFiles() throws IOException {
        String shift = "feature-shift=[{}, {\"rotate\": 30, \"noise\": 0.2}]";
        Path threads = TrainedRun.ofSmall(folder.resolve("threads"), shift, "executor.workers=2")
                .directory();
        TrainedRun others = TrainedRun.ofSmall(folder.resolve("others"), shift, executor);
        RunFiles.assertSame(RunFiles.of(others.directory()), RunFiles.of(threads));

        CommandLineRun verified = CommandLineRun.succeeding("verify %s --workers 1", others.directory());
        assertThat(verified.out()).contains("is reproduced bit for bit");
    }

    @Test
    void faultsAndAttacksGiveTheSameFiles() throws IOException {
        String[] faults = {
            "faults.dropout=0.2",
            "faults.failure=0.1",
            "faults.attack={\"type\": \"label-flip\", \"fraction\": 0.25}",
            "training.on-too-few-updates=skip",
            "training.aggregator=coordinate-median",
            "partition.server-fraction=0.1",
            "partition.validation-fraction=0.3",
            "evaluation.exit-policies=[{\"type\": \"risk-controlled\", \"epsilon\": 0.5},"
                    + " {\"type\": \"risk-controlled\", \"epsilon\": 0.5, \"scope\": \"federation\"}]",
            "client-state-storage=file"
        };
        Map<String, String> threads = RunFiles.of(ToyRun.onDisk(folder.resolve("threads"), "fedavg", faults));
        String[] onOthers =
                Stream.concat(Stream.of(faults), Stream.of(executor)).toArray(String[]::new);
        RunFiles.assertSame(RunFiles.of(ToyRun.onDisk(folder.resolve("others"), "fedavg", onOthers)), threads);
    }
}
