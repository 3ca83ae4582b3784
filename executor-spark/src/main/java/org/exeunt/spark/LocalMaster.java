package org.exeunt.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.CoarseGrainedExecutorBackend;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.scheduler.ExecutorExited;
import org.apache.spark.scheduler.ExternalClusterManager;
import org.apache.spark.scheduler.SchedulerBackend;
import org.apache.spark.scheduler.TaskScheduler;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;
import org.apache.spark.util.Utils;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The cluster {@code local-cluster}: executors are child processes of the run, and connect to it by loopback with its
 * secret. Spark's own cluster of this name has a master and workers, whose web pages nothing can close: they listen on
 * every address, and let anyone end the run.
 */
public final class LocalMaster implements ExternalClusterManager {
    /** Precedes the address of the cluster, so that Spark does not start its own. */
    static final String PREFIX = "exeunt:";

    /** Called by the service loader. */
    public LocalMaster() {}

    @Override
    public boolean canCreate(String master) {
        return master.startsWith(PREFIX);
    }

    @Override
    public TaskScheduler createTaskScheduler(SparkContext spark, String master) {
        return new TaskSchedulerImpl(spark);
    }

    @Override
    public SchedulerBackend createSchedulerBackend(SparkContext spark, String master, TaskScheduler scheduler) {
        return new Executors(spark, (TaskSchedulerImpl) scheduler);
    }

    @Override
    public void initialize(TaskScheduler scheduler, SchedulerBackend executors) {
        ((TaskSchedulerImpl) scheduler).initialize(executors);
    }

    /** Starts executors, and another one for each that ends. */
    private static final class Executors extends CoarseGrainedSchedulerBackend {
        /** Executors in a row that may end before they have connected. */
        private static final int STARTS = 3;

        private static final int STOP_SECONDS = 10;

        private final SparkContext spark;
        private final AtomicInteger started = new AtomicInteger();
        private final Map<String, Process> processes = new ConcurrentHashMap<>();
        private final File folder = Utils.createTempDir(System.getProperty("java.io.tmpdir"), "executors");
        private volatile boolean stopped;

        Executors(SparkContext spark, TaskSchedulerImpl scheduler) {
            super(scheduler, spark.env().rpcEnv());
            this.spark = spark;
        }

        @Override
        public void start() {
            super.start();
            for (int i = 0; i < conf().getInt("spark.executor.instances", 1); i++) {
                Thread slot = new Thread(this::keepOne, "exeunt-executor-" + i);
                slot.setDaemon(true);
                slot.start();
            }
        }

        private void keepOne() {
            try {
                for (int failed = 0; failed < STARTS && !stopped; ) {
                    String id = Integer.toString(started.getAndIncrement());
                    int status = start(id).waitFor();
                    processes.remove(id);
                    failed = getExecutorIds().contains(id) ? 0 : failed + 1;
                    if (!stopped) {
                        removeExecutor(id, new ExecutorExited(status, true, "Command exited with code " + status));
                    }
                }
            } catch (IOException | InterruptedException e) {
                log().error("An executor cannot be started", e);
            }
            if (!stopped) {
                spark.stopInNewThread();
            }
        }

        private Process start(String id) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + spark.executorMemory() + "m",
                    "-XX:+DisplayVMOutputToStderr",
                    "-cp",
                    conf().get("spark.executor.extraClassPath", System.getProperty("java.class.path"))));
            command.addAll(CollectionConverters.asJava(Utils.sparkJavaOpts(conf(), SparkConf::isExecutorStartupConf)));
            command.addAll(CollectionConverters.asJava(
                    Utils.splitCommandString(conf().get("spark.executor.extraJavaOptions"))));
            command.remove("--add-modules=jdk.incubator.vector"); // Spark's, of which Java warns, and unused here
            command.addAll(List.of(
                    CoarseGrainedExecutorBackend.class.getName(),
                    "--driver-url",
                    "spark://%s@%s"
                            .formatted(ENDPOINT_NAME(), rpcEnv().address().hostPort()),
                    "--executor-id",
                    id,
                    "--hostname",
                    ClusterSettings.LOOPBACK,
                    "--cores",
                    conf().get("spark.executor.cores"),
                    "--app-id",
                    applicationId(),
                    "--resourceProfileId",
                    "0"));
            ProcessBuilder executor = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            Map<String, String> environment = executor.environment();
            for (Tuple2<String, String> variable : conf().getAllWithPrefix("spark.executorEnv.")) {
                environment.put(variable._1(), variable._2());
            }
            environment.put("SPARK_EXECUTOR_DIRS", folder.getPath());
            environment.put(
                    SecurityManager.ENV_AUTH_SECRET(),
                    spark.env().securityManager().getSecretKey());
            Process process = executor.start();
            processes.put(id, process);
            return process;
        }

        /** Executors that are disconnected get no more tasks; why they are lost is known when their process has ended. */
        @Override
        public DriverEndpoint createDriverEndpoint() {
            return new DriverEndpoint() {
                @Override
                public void onDisconnected(RpcAddress address) {
                    addressToExecutorId().get(address).foreach(this::disableExecutor);
                }
            };
        }

        /** Ends processes that no longer answer. */
        @Override
        public Future<Object> doKillExecutors(Seq<String> ids) {
            processes.forEach((id, process) -> {
                if (ids.contains(id)) {
                    process.destroyForcibly();
                }
            });
            return Future.successful(true);
        }

        @Override
        public void stop() {
            stopped = true;
            processes.forEach((id, process) -> {
                if (!getExecutorIds().contains(id)) {
                    process.destroyForcibly(); // it would complain that there is no run
                }
            });
            super.stop();
            try {
                for (Process process : processes.values()) {
                    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
