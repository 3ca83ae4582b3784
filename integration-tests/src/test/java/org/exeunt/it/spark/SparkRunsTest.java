package org.exeunt.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.exeunt.it.support.SameFilesAsOnThreads;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Runs on Spark write the files that they write on threads, bit for bit. They share a connection that was there before
 * them, so that its executors serve one run after the other.
 */
class SparkRunsTest extends SameFilesAsOnThreads {
    private static JavaSparkContext spark;

    SparkRunsTest() {
        super(LocalCluster.executor());
    }

    @BeforeAll
    static void connect() {
        LocalCluster.createHome();
        spark = new JavaSparkContext(new SparkConf()
                .setMaster(LocalCluster.MASTER)
                .setAppName("tests")
                .set("spark.ui.enabled", "false")
                .set("spark.executor.memory", "512m")
                .set("spark.executor.extraJavaOptions", LocalCluster.JAVA_OPTIONS)
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.executorEnv.SPARK_SCALA_VERSION", "2.13"));
    }

    @AfterAll
    static void disconnect() {
        assertThat(spark.sc().isStopped()).as("stopped by a run").isFalse();
        spark.close();
    }
}
