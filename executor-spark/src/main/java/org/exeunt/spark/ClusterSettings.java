package org.exeunt.spark;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.util.Utils;
import org.exeunt.runtime.remote.RemoteRunner;

/**
 * The properties of Spark for a run: those of the configuration, then those of the user ({@code spark-submit}, system
 * properties, {@code spark-defaults.conf}), then the values that clients need.
 */
final class ClusterSettings {
    /** The address that only this machine can reach. */
    static final String LOOPBACK = "127.0.0.1";

    private static final Pattern LOCAL_THREADS = Pattern.compile("local\\[(\\d+)]");
    private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[(\\d+),(\\d+),(\\d+)]");
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

    /** Returns the properties. */
    static SparkConf of(SparkOptions options) {
        SparkConf conf = new SparkConf();
        options.master().ifPresent(master -> size(master, conf::set));
        for (String property : options.conf()) {
            int end = property.indexOf('=');
            conf.set(property.substring(0, end), property.substring(end + 1));
        }
        options.master().ifPresent(conf::setMaster);
        Utils.loadDefaultSparkProperties(conf, null);
        DEFAULTS.forEach(conf::setIfMissing);
        ENVIRONMENT.forEach((name, value) -> conf.setIfMissing("spark.executorEnv." + name, value));
        String data = System.getenv("EXEUNT_DATA");
        if (data != null) {
            conf.setIfMissing("spark.executorEnv.EXEUNT_DATA", data);
        }
        boolean submitted = conf.contains("spark.submit.deployMode");
        if (!submitted) {
            // needs libraries that the build leaves out
            conf.setIfMissing("spark.ui.enabled", "false");
        }
        String master = conf.get("spark.master");
        if (master.startsWith("local")) {
            closeToOthers(conf);
        } else if (!submitted && !conf.contains("spark.executor.extraClassPath")) {
            conf.setIfMissing("spark.jars", String.join(",", jars()));
        }
        size(master, conf::setIfMissing);
        Matcher threads = LOCAL_THREADS.matcher(master);
        long cores = threads.matches() ? Long.parseLong(threads.group(1)) : 0;
        if (LOCAL_CLUSTER.matcher(master).matches()) {
            conf.setMaster(LocalMaster.PREFIX + master);
            cores = conf.getInt("spark.executor.instances", 1) * (long) conf.getInt("spark.executor.cores", 1);
        }
        // no limit of the options, which are also read where a finished run of a larger machine is examined
        int processors = Runtime.getRuntime().availableProcessors();
        if (cores > processors) {
            throw new IllegalArgumentException(
                    "'%s' (with spark.executor.instances and spark.executor.cores) has %d cores; this machine has %d"
                            .formatted(master, cores, processors));
        }
        return conf;
    }

    /** Sets number and size of executors by the numbers of a {@code local-cluster}. */
    private static void size(String master, BiConsumer<String, String> conf) {
        Matcher processes = LOCAL_CLUSTER.matcher(master);
        if (processes.matches()) {
            conf.accept("spark.executor.instances", processes.group(1));
            conf.accept("spark.executor.cores", processes.group(2));
            conf.accept("spark.executor.memory", processes.group(3) + "m");
        }
    }

    /** Lets other users of the machine neither connect nor look. */
    private static void closeToOthers(SparkConf conf) {
        conf.set("spark.driver.host", LOOPBACK);
        conf.set("spark.driver.bindAddress", LOOPBACK);
        conf.set("spark.ui.enabled", "false");
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        conf.set("spark.authenticate", "true");
        conf.setIfMissing("spark.authenticate.secret", HexFormat.of().formatHex(secret));
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
