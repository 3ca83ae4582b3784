package org.exeunt.spark;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.strategy.ClientExecutor;

/** Runs clients on the executors of an Apache Spark cluster. */
public final class SparkExecutorPlugin extends Plugin<ClientExecutor, SparkExecutorPlugin.Options> {
    /** The id of this plugin. */
    public static final String ID = "spark";

    /**
     * The properties that a configuration may set: those of size, number and time. Others can run code, write files or
     * send data elsewhere, and a configuration may come from another author.
     */
    private static final List<String> PERMITTED = List.of(
            "spark.cores.max",
            "spark.default.parallelism",
            "spark.executor.cores",
            "spark.executor.heartbeatInterval",
            "spark.executor.instances",
            "spark.executor.memory",
            "spark.executor.memoryOverhead",
            "spark.network.timeout",
            "spark.rpc.askTimeout",
            "spark.rpc.message.maxSize",
            "spark.task.cpus",
            "spark.task.maxFailures");

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

    /** Options of the executor {@code spark}. */
    public record Options(
            @Option(
                            value =
                                    "Executors of this machine: local[N] or local-cluster[EXECUTORS,CORES,MEGABYTES]; if"
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
        public Options {
            List<String> refused = Stream.concat(
                            master
                                    .filter(address -> address.startsWith("spark:"))
                                    .map("spark.master="::concat)
                                    .stream(),
                            conf.stream().filter(property -> !PERMITTED.contains(property.split("=", 2)[0])))
                    .toList();
            if (!refused.isEmpty()) {
                throw new IllegalArgumentException(
                        ("a configuration must not set %s, which may run code or send data elsewhere. Set it in"
                                        + " spark-defaults.conf, in the folder that the environment variable"
                                        + " SPARK_CONF_DIR names. A configuration may set %s")
                                .formatted(String.join(" and ", refused), String.join(", ", PERMITTED)));
            }
        }
    }

    /** Called by the service loader. */
    public SparkExecutorPlugin() {
        super(ID, "Executors of an Apache Spark cluster; each loads the data once", SparkExecutor::new);
    }
}
