package org.exeunt.it.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The executor {@code spark} with two executors of one core, which are processes of this machine. */
final class LocalCluster {
    static final String MASTER = "local-cluster[2,1,512]";

    /** Executors that end before code is worth its second compilation. */
    static final String JAVA_OPTIONS =
            "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.bytedeco.javacpp.maxphysicalbytes=0";

    private LocalCluster() {}

    /** Returns an override of a configuration: the executor with some properties of Spark. */
    static String executor(String... properties) {
        return executorLosingClients("end-run", properties);
    }

    /** Returns an override of a configuration: the executor with some properties of Spark. */
    static String executorLosingClients(String onLostClient, String... properties) {
        createHome();
        ObjectNode executor = new ObjectMapper()
                .createObjectNode()
                .put("type", "spark")
                .put("master", MASTER)
                .put("on-lost-client", onLostClient);
        ArrayNode conf = executor.putArray("conf");
        conf.add("spark.executor.extraJavaOptions=" + JAVA_OPTIONS);
        Stream.of(properties).forEach(conf::add);
        return "executor=" + executor;
    }

    /** Creates the folder in which workers of Spark look for its jars, which are on the class path here. */
    static void createHome() {
        try {
            Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the executors that a process has started. */
    static List<ProcessHandle> executorsOf(ProcessHandle run) {
        return run.children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
    }
}
