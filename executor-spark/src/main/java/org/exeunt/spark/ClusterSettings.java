package org.exeunt.spark;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.remote.RemoteRunner;

/**
 * The properties of Spark for a run: those of {@code spark-submit}, those of the configuration, and for what neither
 * sets the values that clients need.
 */
final class ClusterSettings {
    private static final ErrorCode NO_SPARK_HOME = ErrorCategory.RESOURCE.code(33);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int SECRET_BYTES = 32;

    /** Parameters do not get smaller by compression; clients need memory outside of the heap. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "spark.master", "local-cluster[2,1,1024]",
            "spark.app.name", "exeunt",
            "spark.broadcast.compress", "false",
            "spark.task.maxFailures", "2",
            "spark.executor.memoryOverhead", "1g",
            "spark.executor.extraJavaOptions", "-XX:+UseSerialGC -Dorg.bytedeco.javacpp.maxphysicalbytes=0");

    /** As the launcher sets them: one native thread per task, and memory that glibc keeps for oneDNN. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OMP_NUM_THREADS", "1",
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_MAX_", "0",
            "MALLOC_TRIM_THRESHOLD_", "2000000000",
            "MALLOC_TOP_PAD_", "67108864");

    private ClusterSettings() {}

    /**
     * Returns the properties.
     *
     * @throws ExeuntException if the cluster cannot be started on this machine
     */
    static SparkConf of(SparkExecutorPlugin.Options options) {
        SparkConf conf = new SparkConf();
        for (String property : options.conf()) {
            int end = property.indexOf('=');
            conf.set(property.substring(0, end), property.substring(end + 1));
        }
        boolean submitted = conf.contains("spark.submit.deployMode");
        options.master().ifPresent(conf::setMaster);
        DEFAULTS.forEach(conf::setIfMissing);
        String master = conf.get("spark.master");
        if (!submitted) {
            // needs libraries that the build leaves out
            conf.setIfMissing("spark.ui.enabled", "false");
        }
        ENVIRONMENT.forEach((name, value) -> conf.setIfMissing("spark.executorEnv." + name, value));
        String data = System.getenv("EXEUNT_DATA");
        if (data != null) {
            conf.setIfMissing("spark.executorEnv.EXEUNT_DATA", data);
        }
        if (master.startsWith("local")) {
            conf.setIfMissing("spark.driver.host", LOOPBACK);
            conf.setIfMissing("spark.driver.bindAddress", LOOPBACK);
        }
        if (master.startsWith("local-cluster")) {
            onThisMachine(conf, master);
        } else if (master.startsWith("spark://") && !submitted && !conf.contains("spark.executor.extraClassPath")) {
            conf.setIfMissing("spark.jars", String.join(",", jars()));
        }
        return conf;
    }

    /** A cluster of processes that this one starts: with its class path, and closed to other users of the machine. */
    private static void onThisMachine(SparkConf conf, String master) {
        String home = System.getenv("SPARK_HOME");
        if (home == null || !Files.isDirectory(Path.of(home, "jars"))) {
            throw new ExeuntException(
                    NO_SPARK_HOME,
                    ("local-cluster needs the environment variable SPARK_HOME, a folder that contains a folder 'jars'"
                                    + " and that can be written to; it is %s. The launcher sets it if Exeunt is built"
                                    + " with EXEUNT_PROFILES=spark; otherwise name one, whose 'jars' may be empty.")
                            .formatted(home == null ? "not set" : "'" + home + "'"));
        }
        String[] numbers =
                master.substring(master.indexOf('[') + 1, master.length() - 1).split(",");
        conf.setIfMissing("spark.executor.cores", numbers[1]);
        conf.setIfMissing("spark.executor.memory", numbers[2] + "m");
        conf.setIfMissing("spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
        conf.setIfMissing(
                "spark.executor.extraClassPath",
                classPath().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        if (!conf.contains("spark.authenticate")) {
            byte[] secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            conf.set("spark.authenticate", "true");
            conf.set("spark.authenticate.secret", HexFormat.of().formatHex(secret));
        }
    }

    /** Returns the jars that a cluster lacks: all on the class path but those in the folder of Spark's own. */
    private static List<String> jars() {
        Path spark = folder(SparkContext.class);
        return classPath()
                .filter(Files::isRegularFile)
                .filter(jar -> !jar.resolveSibling("").equals(spark) || spark.equals(folder(RemoteRunner.class)))
                .map(Path::toString)
                .toList();
    }

    private static Stream<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .map(Path::toAbsolutePath)
                .map(Path::normalize);
    }

    private static Path folder(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolveSibling("");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the location of a jar is no URI", e);
        }
    }
}
