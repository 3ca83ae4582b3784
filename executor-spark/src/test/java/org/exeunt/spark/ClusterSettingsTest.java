package org.exeunt.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.exeunt.spark.SparkExecutorPlugin.LostClient;
import org.junit.jupiter.api.Test;

class ClusterSettingsTest {
    private static SparkConf settings(Optional<String> master, String... conf) {
        return ClusterSettings.of(new SparkExecutorPlugin.Options(
                master, List.of(conf), LostClient.END_RUN, SparkExecutorPlugin.Arithmetic.SAME, 300));
    }

    @Test
    void configurationHasPrecedenceOverDefaults() {
        SparkConf settings =
                settings(Optional.of("local[2]"), "spark.task.maxFailures=7", "spark.executorEnv.X=a=b", "spark.ui.x=");
        assertThat(settings.get("spark.master")).isEqualTo("local[2]");
        assertThat(settings.get("spark.task.maxFailures")).isEqualTo("7");
        assertThat(settings.get("spark.executorEnv.X")).isEqualTo("a=b");
        assertThat(settings.get("spark.ui.x")).isEmpty();
        assertThat(settings.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("1");
        assertThat(settings.get("spark.driver.host")).isEqualTo("127.0.0.1");
    }

    @Test
    void propertiesMayNameTheCluster() {
        assertThat(settings(Optional.empty(), "spark.master=spark://h:7077").get("spark.master"))
                .isEqualTo("spark://h:7077");
    }

    /** Without a master, a cluster of this machine is started. */
    @Test
    void clusterOfThisMachineNeedsAHome() {
        for (Optional<String> master : List.of(Optional.of("local-cluster[2,1,512]"), Optional.<String>empty())) {
            assertThatThrownBy(() -> settings(master)).hasMessageContainingAll("SPARK_HOME", "EXEUNT_PROFILES=spark");
        }
    }

    /** Spark uses Kryo when a broadcast has to be written to disk, and only then needs some of its libraries. */
    @Test
    void librariesOfKryoAreThere() {
        assertThat(new KryoSerializer(new SparkConf()).newKryo()).isNotNull();
    }

    @Test
    void jarsAreSentUnlessExecutorsHaveThem() {
        List<String> sent = List.of(
                settings(Optional.of("spark://h:7077")).get("spark.jars").split(","));
        assertThat(sent)
                .allMatch(jar -> Path.of(jar).toFile().isFile())
                .anyMatch(jar -> jar.contains("jackson-databind"))
                .noneMatch(jar -> jar.contains("spark-core"));
        SparkConf own = settings(Optional.of("spark://h:7077"), "spark.executor.extraClassPath=/opt/exeunt/lib/*");
        assertThat(own.contains("spark.jars")).isFalse();
    }
}
