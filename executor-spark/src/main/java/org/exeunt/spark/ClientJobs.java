package org.exeunt.spark;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.runtime.store.codec.CorruptFileException;

/**
 * Trains or evaluates clients in jobs. Tasks are created a few at a time and results are passed on in their order, so
 * that memory is needed for a number of clients that depends on the slots of the cluster only.
 *
 * <p>A job has one task, or several short ones, because it costs the driver some milliseconds. If the executor of a job
 * is lost at every try that Spark makes, its tasks are repeated one after the other while nothing else runs: a client
 * that ends its executor must not take others with it that only shared the executor.
 */
final class ClientJobs<R> {

    private static final int JOBS_PER_SLOT = 2;
    private static final int RESULTS_PER_SLOT = 8;

    /** A job without work takes from 5 ms on, by Spark's log, which is 5 % of this. */
    private static final long WORK_PER_JOB = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int MAX_TASKS_PER_JOB = 64;
    private static final int MAX_BYTES_PER_JOB = 1 << 22;

    /** Decodes results, which differ in type. */
    @FunctionalInterface
    interface Decoder<R> {
        /** Returns the result that an executor has encoded. */
        R of(byte[] bytes) throws CorruptFileException;
    }

    /** Tasks of a job, and what they need. */
    private record Job(
            List<ClientId> clients, Round round, List<byte[]> tasks, List<SharedParts.Part> parts, Cluster.Sent sent) {}

    private final Cluster cluster;
    private final boolean training;
    private final Decoder<R> decoder;
    /** Returns the result of a client whose executor is lost at every try, or throws the exception. */
    private final BiFunction<ClientId, ExeuntException, R> onLost;

    private long meanWork = WORK_PER_JOB;

    private ClientJobs(
            Cluster cluster, boolean training, Decoder<R> decoder, BiFunction<ClientId, ExeuntException, R> onLost) {
        this.cluster = cluster;
        this.training = training;
        this.decoder = decoder;
        this.onLost = onLost;
    }

    /**
     * Creates what trains clients.
     *
     * @param losesClients whether a client whose executor is lost at every try is a failed client, or ends the run
     */
    static ClientJobs<ClientResult> training(Cluster cluster, boolean losesClients) {
        return new ClientJobs<>(cluster, true, cluster.codec()::result, (client, lost) -> {
            if (losesClients) {
                return ClientResult.Failure.of(client, lost);
            }
            throw lost;
        });
    }

    /** Creates what evaluates clients. */
    static ClientJobs<EvaluationResult> evaluation(Cluster cluster) {
        return new ClientJobs<>(cluster, false, cluster.codec()::evaluation, (client, lost) -> {
            throw lost;
        });
    }

    /**
     * Runs tasks.
     *
     * @param tasks called once, in order and on the calling thread
     * @param results receives one result per task, in order and on the calling thread
     */
    void run(List<Supplier<ClientTask>> tasks, Consumer<? super R> results) {
        Deque<Job> pending = new ArrayDeque<>();
        try (SharedParts shared = cluster.sharedParts()) {
            int next = 0;
            while (next < tasks.size() || !pending.isEmpty()) {
                if (!pending.isEmpty() && pending.element().sent().ended()) {
                    pass(pending.remove(), pending, shared, results);
                } else if (next < tasks.size() && hasRoom(pending)) {
                    Job job = send(tasks.subList(next, tasks.size()), shared);
                    next += job.tasks().size();
                    pending.add(job);
                } else {
                    cluster.waitFor(pending.element().sent());
                }
            }
            cluster.count(shared);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExeuntException(
                    Errors.RESOURCE_23, "The run was interrupted while clients were training or being evaluated.", e);
        } finally {
            pending.forEach(job -> job.sent().cancel());
        }
    }

    private boolean hasRoom(Deque<Job> pending) {
        int slots = cluster.slots();
        long running = pending.stream().filter(job -> !job.sent().ended()).count();
        return running < JOBS_PER_SLOT * slots && pending.size() < RESULTS_PER_SLOT * slots;
    }

    /** Sends the first of some tasks, in one job. */
    private Job send(List<Supplier<ClientTask>> tasks, SharedParts shared) {
        long count = Math.min(WORK_PER_JOB / meanWork, MAX_TASKS_PER_JOB);
        // every slot has work until the end
        count = Math.max(1, Math.min(count, tasks.size() / (JOBS_PER_SLOT * cluster.slots())));
        List<ClientId> clients = new ArrayList<>();
        List<byte[]> encoded = new ArrayList<>();
        List<SharedParts.Part> parts = new ArrayList<>();
        Round round = Round.START;
        int bytes = 0;
        for (Supplier<ClientTask> supplier : tasks) {
            ClientTask task = supplier.get();
            List<Integer> boundaries = new ArrayList<>();
            byte[] whole = cluster.codec().encode(task, boundaries::add);
            encoded.add(shared.cut(whole, boundaries, parts));
            clients.add(task.client());
            round = task.round();
            bytes += whole.length;
            if (encoded.size() >= count || bytes >= MAX_BYTES_PER_JOB) {
                break;
            }
        }
        return sent(clients, round, encoded, parts);
    }

    private Job sent(List<ClientId> clients, Round round, List<byte[]> tasks, List<SharedParts.Part> parts) {
        Cluster.Sent sent = cluster.send(
                activity(clients, round),
                training,
                tasks,
                parts.stream().map(SharedParts.Part::broadcast).toList());
        return new Job(clients, round, tasks, parts, sent);
    }

    /** Returns what the executor does, to follow "to". */
    private String activity(List<ClientId> clients, Round round) {
        String more = clients.size() == 1 ? "" : " (and %d more in its job)".formatted(clients.size() - 1);
        return "%s client %s%s in round %s".formatted(training ? "train" : "evaluate", clients.get(0), more, round);
    }

    private void pass(Job job, Deque<Job> others, SharedParts shared, Consumer<? super R> results)
            throws InterruptedException {
        try {
            passAnswers(job, results);
        } catch (ExecutionException e) {
            requireLostExecutor(job, e);
            warn(job, cluster.tries());
            for (Job other : others) {
                await(other);
            }
            for (int i = 0; i < job.tasks().size(); i++) {
                passAlone(job, i, results);
            }
        } finally {
            shared.release(job.parts());
        }
    }

    private void await(Job job) throws InterruptedException {
        while (!job.sent().ended()) {
            cluster.waitFor(job.sent());
        }
    }

    private void passAnswers(Job job, Consumer<? super R> results) throws InterruptedException, ExecutionException {
        List<Answer> answers = job.sent().get().stream().map(Answer::decode).toList();
        warn(job, answers.get(0).place().earlierTries()); // that of all of them
        for (Answer answer : answers) {
            meanWork = Math.max(1, (3 * meanWork + answer.workNanos()) / 4);
            try {
                results.accept(decoder.of(cluster.result(answer, training)));
            } catch (CorruptFileException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void passAlone(Job job, int index, Consumer<? super R> results) throws InterruptedException {
        List<ClientId> client = List.of(job.clients().get(index));
        Job alone = sent(client, job.round(), List.of(job.tasks().get(index)), job.parts());
        await(alone);
        try {
            passAnswers(alone, results);
        } catch (ExecutionException e) {
            requireLostExecutor(alone, e);
            cluster.failedTries(alone.sent(), cluster.tries()); // for the statistics; the exception names the last
            ExeuntException lost = new ExeuntException(
                    Errors.RESOURCE_36,
                    ("No executor could %s: %s, at the last of %d tries. If it was memory (exit code 137 or 52): use"
                                    + " smaller batches, or more memory (spark.executor.memory,"
                                    + " spark.executor.memoryOverhead in executor.conf). The same command resumes the"
                                    + " run at its last checkpoint, with '--set executor=local' in one process.")
                            .formatted(
                                    activity(client, job.round()), FailedTries.last(message(e)), 2 * cluster.tries()),
                    e);
            results.accept(onLost.apply(client.get(0), lost));
        }
    }

    private void warn(Job job, int failed) throws InterruptedException {
        if (failed == 0) {
            return;
        }
        for (FailedTries.Failure failure : cluster.failedTries(job.sent(), failed)) {
            cluster.context()
                    .warn("%s while it was to %s; the task was repeated."
                            .formatted(failure.sentence(), activity(job.clients(), job.round())));
        }
    }

    private void requireLostExecutor(Job job, ExecutionException failure) {
        cluster.requireConnection();
        String message = message(failure);
        if (!message.contains("ExecutorLostFailure")) {
            throw new ExeuntException(
                    Errors.RESOURCE_37,
                    ("Spark could not %s: %s. If a class is missing: the jars of Exeunt and of the run's plugins have to"
                                    + " be on the class path of every executor.")
                            .formatted(activity(job.clients(), job.round()), FailedTries.last(message)),
                    failure);
        }
    }

    private static String message(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
    }
}
