package org.exeunt.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.exeunt.spark.SparkOptions.LostClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSettingsTest {
    private static final List<String> USER = List.of(
            "spark.master",
            "spark.authenticate",
            "spark.driver.host",
            "spark.executor.memory",
            "spark.executor.extraJavaOptions",
            "spark.executor.extraClassPath");

    private static SparkConf settings(Optional<String> master, String... conf) {
        return ClusterSettings.of(
                new SparkOptions(master, List.of(conf), LostClient.END_RUN, SparkOptions.Arithmetic.SAME, 300));
    }

    @AfterEach
    void forget() {
        USER.forEach(System::clearProperty);
    }

    @Test
    void configurationHasPrecedenceOverUserAndUserOverDefaults() {
        System.setProperty("spark.executor.memory", "9g");
        System.setProperty("spark.executor.extraJavaOptions", "-Da=b");
        SparkConf settings = settings(Optional.of("local[1]"), "spark.executor.memory=2g");
        assertThat(settings.get("spark.master")).isEqualTo("local[1]");
        assertThat(settings.get("spark.executor.memory")).isEqualTo("2g");
        assertThat(settings.get("spark.executor.extraJavaOptions")).isEqualTo("-Da=b");
        assertThat(settings.get("spark.task.maxFailures")).isEqualTo("2");
        assertThat(settings.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("1");
        SparkConf cluster = settings(Optional.of("local-cluster[1,2,1024]"), "spark.executor.cores=1");
        assertThat(cluster.get("spark.executor.instances")).isEqualTo("1");
        assertThat(cluster.get("spark.executor.cores")).isEqualTo("1");
        assertThat(cluster.get("spark.executor.memory")).isEqualTo("1024m");
    }

    /** Also if the user has other settings for a real cluster. */
    @ParameterizedTest
    @ValueSource(strings = {"local[1]", "local-cluster[1,1,512]"})
    void executorsOfThisMachineAreClosedToOthers(String master) {
        System.setProperty("spark.driver.host", "0.0.0.0");
        System.setProperty("spark.authenticate", "false");
        SparkConf settings = settings(Optional.of(master));
        assertThat(settings.get("spark.driver.host")).isEqualTo("127.0.0.1");
        assertThat(settings.get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
        assertThat(settings.get("spark.ui.enabled")).isEqualTo("false");
        assertThat(settings.get("spark.authenticate")).isEqualTo("true");
        assertThat(settings.get("spark.authenticate.secret"))
                .hasSize(64)
                .isNotEqualTo(settings(Optional.of(master)).get("spark.authenticate.secret"));
    }

    /** Each of a million executors would be a process. */
    @ParameterizedTest
    @CsvSource({
        "local[%d],",
        "'local-cluster[%d,1,512]',",
        "'local-cluster[1,%d,512]',",
        "'local-cluster[1,1,512]', spark.executor.instances=%d",
        "'local-cluster[1,1,512]', spark.executor.cores=%d",
        ", spark.executor.instances=%d"
    })
    void executorsOfThisMachineUseItsCores(String master, String property) {
        int cores = Runtime.getRuntime().availableProcessors();
        String[] conf =
                Stream.ofNullable(property).map(it -> it.formatted(cores + 1)).toArray(String[]::new);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(Optional.ofNullable(master).map(it -> it.formatted(cores + 1)), conf))
                .withMessageContainingAll("local", "has %d cores; this machine has %d".formatted(cores + 1, cores));
    }

    @Test
    void allValuesOutsideTheirRangeAreNamed() {
        String[] wrong = {
            "spark.executor.memory=-1g",
            "spark.executor.memory=479m",
            "spark.executor.memory=9k",
            "spark.executor.memoryOverhead=0",
            "spark.network.timeout=0",
            "spark.network.timeout=999ms",
            "spark.rpc.askTimeout=soon",
            "spark.task.maxFailures=0",
            "spark.executor.instances=1000000"
        };
        for (String master : List.of("local[99999999]", "local-cluster[1,1,450]", "local-cluster[10000,1,512]")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings(Optional.of(master), wrong))
                    .withMessageContainingAll(wrong)
                    .withMessageContainingAll("spark.master=" + master, "480m", "450 MB");
        }
        String[] right = {
            "spark.executor.memory=480", "spark.executor.memory=4G", "spark.network.timeout=1000ms", "spark.task.cpus=1"
        };
        assertThat(settings(Optional.of("local-cluster[1,1,480]"), right).get("spark.executor.memory"))
                .isEqualTo("4G");
    }

    /** Spark uses Kryo when a broadcast has to be written to disk, and only then needs some of its libraries. */
    @Test
    void librariesOfKryoAreThere() {
        assertThat(new KryoSerializer(new SparkConf()).newKryo()).isNotNull();
    }

    @Test
    void jarsAreSentUnlessExecutorsHaveThem() {
        System.setProperty("spark.master", "spark://h:7077");
        List<String> sent = List.of(settings(Optional.empty()).get("spark.jars").split(","));
        assertThat(sent)
                .allMatch(jar -> Path.of(jar).toFile().isFile())
                .anyMatch(jar -> jar.contains("jackson-databind"))
                .noneMatch(jar -> jar.contains("spark-core"));
        System.setProperty("spark.executor.extraClassPath", "/opt/exeunt/lib/*");
        assertThat(settings(Optional.empty()).contains("spark.jars")).isFalse();
    }
}
