package org.exeunt.spark;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.runtime.remote.RemoteFailure;
import org.exeunt.runtime.store.codec.TaskCodec;
import org.jspecify.annotations.Nullable;

/** A run's connection to a cluster: sends jobs, waits for them with a bound, and reads answers. Used by one thread. */
final class Cluster implements AutoCloseable {

    /** Tells a connection of this object from one that this process had. */
    private static final String RUN = "spark.exeunt.run";

    /**
     * Held from {@link #open} to {@link #close}: runs of one process would share the connection, which the first of
     * them ends, and would end each other's federation in the executors.
     */
    private static final ReentrantLock TURN = new ReentrantLock();

    private static final int POLL_MILLISECONDS = 20;
    private static final int POLLS_PER_SECOND = 1000 / POLL_MILLISECONDS;

    private final JavaSparkContext spark;
    private final boolean started;
    private final int executorTimeout;
    private final TaskCodec codec;
    private final PluginContext context;
    private final String run;
    private final Optional<ExecutorRun> here;
    private final Broadcast<byte[]> opening;
    private final FailedTries failedTries = new FailedTries();
    private final Statistics statistics;
    private int jobs;
    private int polls;
    private int secondsWithoutExecutor;

    private Cluster(
            JavaSparkContext spark,
            String run,
            boolean started,
            int executorTimeout,
            ClientRunner runner,
            Opening opening,
            PluginContext context,
            Statistics statistics) {
        this.statistics = statistics;
        this.spark = spark;
        this.run = run;
        this.started = started;
        this.executorTimeout = executorTimeout;
        this.codec = new TaskCodec(runner.layout(), runner.ruleType());
        this.context = context;
        this.here = spark.isLocal() ? Optional.of(ExecutorRun.inProcessOfRun(run, runner)) : Optional.empty();
        this.opening = spark.broadcast(opening.encode());
        spark.sc().addSparkListener(failedTries);
    }

    /**
     * Connects to a cluster, or uses the connection that this process has. Waits while another run of this process is
     * connected; {@link #close} has to be called by the same thread.
     *
     * @param executorTimeout seconds that a job may wait without an executor
     * @param context receives warnings of executors
     * @param statistics counts what runs and is sent
     * @throws ExeuntException RESOURCE-34 if there is none
     */
    static Cluster open(
            SparkConf conf,
            int executorTimeout,
            ClientRunner runner,
            Opening opening,
            PluginContext context,
            Statistics statistics) {
        TURN.lock();
        boolean opened = false;
        try {
            String run = UUID.randomUUID().toString();
            JavaSparkContext spark = connect(conf.clone().set(RUN, run));
            requireConnection(spark);
            boolean started = spark.getConf().get(RUN, "").equals(run);
            Cluster cluster = new Cluster(spark, run, started, executorTimeout, runner, opening, context, statistics);
            opened = true;
            return cluster;
        } finally {
            if (!opened) {
                TURN.unlock();
            }
        }
    }

    @SuppressWarnings("IllegalCatch")
    private static JavaSparkContext connect(SparkConf conf) {
        try {
            return new JavaSparkContext(SparkContext.getOrCreate(conf));
        } catch (IllegalArgumentException e) {
            throw new ExeuntException(
                    Errors.RESOURCE_34,
                    "Spark refuses settings of executor.conf, spark-defaults.conf or EXEUNT_JAVA_OPTS (it requires 450 MB"
                            + " of each JVM, such as -Xmx1g): " + e.getMessage(),
                    e);
        } catch (Exception e) { // Scala throws checked exceptions without declaring them
            throw noConnection(conf.get("spark.master"), String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireConnection(JavaSparkContext spark) {
        if (spark.sc().isStopped()) {
            throw noConnection(spark.master(), "the connection has ended; Spark's log has the reason", null);
        }
    }

    private static ExeuntException noConnection(String master, String reason, @Nullable Throwable cause) {
        return new ExeuntException(
                Errors.RESOURCE_34,
                ("There is no connection to the cluster '%s': %s. Check that it is running and has the version of Spark"
                                + " of this process, and spark-defaults.conf and executor.conf. The same command resumes"
                                + " a run that had started, with '--set executor=local' in one process.")
                        .formatted(master, reason),
                cause);
    }

    /**
     * Checks the connection.
     *
     * @throws ExeuntException RESOURCE-34 if it has ended
     */
    void requireConnection() {
        requireConnection(spark);
    }

    TaskCodec codec() {
        return codec;
    }

    PluginContext context() {
        return context;
    }

    SharedParts sharedParts() {
        return new SharedParts(spark);
    }

    /** Returns how many tasks run at a time now. */
    int slots() {
        return Math.max(1, spark.defaultParallelism() / spark.getConf().getInt("spark.task.cpus", 1));
    }

    /** Returns how often Spark tries a task. */
    int tries() {
        return spark.isLocal() ? 1 : spark.getConf().getInt("spark.task.maxFailures", 4);
    }

    /** A job that was sent. */
    record Sent(String group, JavaFutureAction<List<byte[]>> result) {
        /** Returns whether the job has ended, with or without success. */
        boolean ended() {
            return result.isDone();
        }

        /** Returns the answers of a job that has ended. */
        List<byte[]> get() throws InterruptedException, ExecutionException {
            return result.get();
        }

        void cancel() {
            result.cancel(false);
        }
    }

    /**
     * Sends a job.
     *
     * @param description for the pages of Spark
     * @throws ExeuntException RESOURCE-34 if the cluster has ended the connection
     */
    Sent send(String description, boolean training, List<byte[]> tasks, List<Broadcast<byte[]>> parts) {
        requireConnection();
        String group = run + "-" + ++jobs;
        spark.setJobGroup(group, description);
        return new Sent(
                group,
                spark.parallelize(tasks, 1)
                        .map(new ClientJob(run, opening, training, parts))
                        .collectAsync());
    }

    /**
     * Waits for a job, but not longer than a moment.
     *
     * @throws ExeuntException RESOURCE-35 if there is no executor, and has not been for longer than allowed
     */
    void waitFor(Sent job) throws InterruptedException {
        try {
            job.result.get(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CancellationException e) {
            return; // for the reader of the answers
        } catch (TimeoutException e) {
            if (++polls % POLLS_PER_SECOND == 0) {
                requireExecutors();
            }
        }
    }

    private void requireExecutors() {
        requireConnection();
        // the process of the run is one of them
        boolean some = spark.isLocal() || spark.sc().statusTracker().getExecutorInfos().length > 1;
        secondsWithoutExecutor = some ? 0 : secondsWithoutExecutor + 1;
        if (secondsWithoutExecutor >= executorTimeout) {
            throw new ExeuntException(
                    Errors.RESOURCE_35,
                    ("The cluster '%s' has had no executor for this run for %d seconds (executor.executor-timeout)."
                                    + " Start workers, or ask for less (spark.executor.memory, spark.executor.cores in"
                                    + " executor.conf). The same command resumes the run at its last checkpoint.")
                            .formatted(spark.master(), executorTimeout));
        }
    }

    /** Returns why tries of a job failed; not all of {@code expected} if Spark does not report them. */
    List<FailedTries.Failure> failedTries(Sent job, int expected) throws InterruptedException {
        List<FailedTries.Failure> failures = failedTries.take(job.group, expected);
        failures.forEach(failure -> statistics.addFailedTry(failure.executor(), failure.host()));
        return failures;
    }

    /**
     * Reads an answer and passes on its warnings.
     *
     * @return the encoded result
     * @throws RuntimeException that of the task
     */
    byte[] result(Answer answer, boolean training) {
        statistics.add(answer, training);
        answer.warnings().forEach(context::warn);
        if (answer.failed()) {
            throw RemoteFailure.decode(answer.bytes(), answer.place().name());
        }
        return answer.bytes();
    }

    /** Counts what a call has sent. */
    void count(SharedParts shared) {
        statistics.addSent(shared.broadcastBytes(), shared.taskBytes());
    }

    /** Ends the connection, if this object has started it, and the threads of executors in this process. */
    @Override
    public void close() {
        try {
            here.ifPresent(ExecutorRun::close);
            if (started) {
                spark.close();
            } else {
                spark.clearJobGroup();
                spark.sc().removeSparkListener(failedTries);
                opening.destroy();
            }
        } finally {
            TURN.unlock();
        }
    }
}
