package org.exeunt.spark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.api.plugin.Option;

/** Options of the executor {@code spark}. */
public record SparkOptions(
        @Option(
                        value = "Executors of this machine: local[N] or local-cluster[EXECUTORS,CORES,MEGABYTES]; if"
                                + " absent, spark.master of the user, or else local-cluster[2,1,1024]",
                        pattern =
                                "local\\[[1-9][0-9]*]|local-cluster\\[[1-9][0-9]*,[1-9][0-9]*,[1-9][0-9]*]|spark://.+")
                Optional<String> master,
        @Option(
                        value = "Properties of size, number and time, each NAME=VALUE, such as"
                                + " spark.executor.memory=4g; the user's spark-defaults.conf sets others",
                        defaultValue = "[]",
                        pattern = "spark\\.[^=\\s]+=.*")
                List<String> conf,
        @Option(
                        value = "If a client's executor is lost at every try: end the run, or continue without"
                                + " the client's update",
                        defaultValue = "end-run")
                LostClient onLostClient,
        @Option(
                        value = "Whether processors, systems and Java versions of executors have to be those of"
                                + " the run; 'any' marks the run with a warning",
                        defaultValue = "same")
                Arithmetic arithmetic,
        @Option(
                        value = "How long a task may wait while the cluster has no executor",
                        defaultValue = "300",
                        min = 1,
                        max = 1_000_000,
                        unit = "seconds")
                int executorTimeout) {
    private static final String COUNT = "[1-9]\\d{0,3}";
    private static final String TIME = "[1-9]\\d{0,6}(s|m|min|h|d)?|[1-9]\\d{3,8}ms";
    private static final String SIZE = "[1-9]\\d{0,6}([mgt]b?)?";

    /** 480 or more: a JVM with 450 MB, which Spark requires, offers less, because its collector reserves a thirtieth. */
    private static final String HEAP = "(4[89]|[5-9]\\d|[1-9]\\d{2,5})\\d";

    /**
     * The properties that a configuration may set, with their values: sizes, numbers and times. Others can run code,
     * write files or send data elsewhere, and a configuration may come from another author.
     */
    private static final SortedMap<String, String> PERMITTED = new TreeMap<>(Map.ofEntries(
            Map.entry("spark.cores.max", COUNT),
            Map.entry("spark.default.parallelism", COUNT),
            Map.entry("spark.executor.cores", COUNT),
            Map.entry("spark.executor.heartbeatInterval", TIME),
            Map.entry("spark.executor.instances", COUNT),
            Map.entry("spark.executor.memory", HEAP + "(mb?)?|[1-9]\\d{0,3}[gt]b?"),
            Map.entry("spark.executor.memoryOverhead", SIZE),
            Map.entry("spark.master", "local\\[%1$s]|local-cluster\\[%1$s,%1$s,%2$s]".formatted(COUNT, HEAP)),
            Map.entry("spark.network.timeout", TIME),
            Map.entry("spark.rpc.askTimeout", TIME),
            Map.entry("spark.rpc.message.maxSize", COUNT),
            Map.entry("spark.task.cpus", COUNT),
            Map.entry("spark.task.maxFailures", COUNT)));

    /** Which processors and Java versions executors may have. */
    public enum Arithmetic {
        /** Those of the run, so that results have the same bits. */
        SAME,
        /** Any; results may differ in their last bits, and the run has a warning. */
        ANY
    }

    /** What happens if the executor of a client is lost at every try. */
    public enum LostClient {
        /** The run ends with an error, and can be resumed. */
        END_RUN,
        /** The run continues without the update of the client; an evaluation ends the run nevertheless. */
        FAIL_CLIENT
    }

    public SparkOptions {
        List<String> refused = Stream.concat(master.map("spark.master="::concat).stream(), conf.stream())
                .filter(property -> !isPermitted(property.split("=", 2)))
                .toList();
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(
                    ("a configuration must not set %s. It may set %s: numbers from 1 to 9999, times from 1s, sizes"
                                    + " from 1m, and heaps of executors from 480m, because Spark requires 450 MB of"
                                    + " each JVM. Other properties and clusters may run code or send data elsewhere."
                                    + " Set them in spark-defaults.conf, in the folder of SPARK_CONF_DIR")
                            .formatted(String.join(" and ", refused), String.join(", ", PERMITTED.keySet())));
        }
    }

    private static boolean isPermitted(String[] property) {
        return property[1].toLowerCase(Locale.ROOT).matches(PERMITTED.getOrDefault(property[0], "(?!)"));
    }
}
