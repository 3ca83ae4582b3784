package org.exeunt.runtime.remote;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.runtime.store.codec.TaskCodec;

/**
 * The run's side of one worker process, which is started for its first task and again after it has ended. Used by one
 * thread; every wait ends when the process ends.
 */
final class WorkerProcess implements AutoCloseable {
    /** A worker process ended during each try of a task. */
    static final ErrorCode LOST = ErrorCategory.RESOURCE.code(30);

    private static final int TRIES = 3;
    private static final int ENDING_SECONDS = 10;
    private static final int KILLED = 137;
    private static final int FIRST_SIGNAL = 128;

    private final int number;
    private final ClientRunner runner;
    private final TaskCodec codec;
    private final Function<ClientRunner, Process> starter;
    private final PluginContext context;
    private Process process;
    private InputStream answers;
    private Duration endedCpuTime = Duration.ZERO;
    private volatile Duration cpuTime = Duration.ZERO;

    /**
     * Creates a worker without a process.
     *
     * @param number of the worker, for messages
     * @param starter starts a process
     * @param context receives the warnings of the process, and one for each process that ended
     */
    WorkerProcess(
            int number,
            ClientRunner runner,
            TaskCodec codec,
            Function<ClientRunner, Process> starter,
            PluginContext context) {
        this.number = number;
        this.runner = runner;
        this.codec = codec;
        this.starter = starter;
        this.context = context;
    }

    /** Returns the processor time of all processes of this worker; callable from any thread. */
    Duration cpuTime() {
        return cpuTime;
    }

    /**
     * Runs a task, which is repeated in a new process if its process ends.
     *
     * @return the encoded result
     * @throws ExeuntException RESOURCE-30 if the process ended at every try; the exception of the task if it threw one
     */
    byte[] run(Message.Kind kind, ClientTask task) {
        Message message = new Message(kind, codec.encode(task));
        String client = "client %s in round %s".formatted(task.client(), task.round());
        for (int attempt = 1; ; attempt++) {
            try {
                open();
                return exchange(message).bytes();
            } catch (IOException e) {
                String reason = reason(e);
                if (attempt == TRIES) {
                    throw lost(kind, client, reason);
                }
                context.warn(
                        "Worker process %d %s while it was to %s %s; the task was repeated in a new one (try %d of %d)."
                                .formatted(number, reason, verb(kind), client, attempt + 1, TRIES));
            }
        }
    }

    private static String verb(Message.Kind kind) {
        return kind == Message.Kind.TRAIN ? "train" : "evaluate";
    }

    private static ExeuntException lost(Message.Kind kind, String client, String reason) {
        return new ExeuntException(
                LOST,
                ("No process could %s %s: the worker process %s, at the last of %d tries. If it was memory: use fewer"
                                + " workers (executor.workers), smaller batches, or more memory per process"
                                + " (EXEUNT_JAVA_OPTS=-Xmx…). Its output is above. The same command resumes the run at"
                                + " its last checkpoint, with '--set executor=local' on threads of one process.")
                        .formatted(verb(kind), client, reason, TRIES));
    }

    private void open() throws IOException {
        if (process != null) {
            return;
        }
        process = starter.apply(runner);
        answers = new BufferedInputStream(process.getInputStream());
        forwardErrors(process);
        Message ready = exchange(Message.of(
                Message.Kind.OPEN, List.of(context.resolve(Path.of("")).toString(), runner.configuration())));
        List<String> texts = ready.texts(-1);
        SortedMap<String, String> theirs = new TreeMap<>();
        for (int i = 0; i + 1 < texts.size(); i += 2) {
            theirs.put(texts.get(i), texts.get(i + 1));
        }
        Fingerprint.requireSame(runner.fingerprint(), theirs, "Worker process " + number);
    }

    /** Sends a message and returns the answer. */
    private Message exchange(Message message) throws IOException {
        message.write(process.getOutputStream());
        Message answer = Message.read(answers);
        while (answer.kind() == Message.Kind.WARNING) {
            context.warn(answer.texts(1).get(0));
            answer = Message.read(answers);
        }
        cpuTime = endedCpuTime.plus(process.info().totalCpuDuration().orElse(Duration.ZERO));
        if (answer.kind() == Message.Kind.EXCEPTION) {
            throw RemoteFailure.decode(answer.bytes(), "worker process " + number);
        }
        return answer;
    }

    /** Prints what a process prints, as its own standard error is none. */
    private void forwardErrors(Process started) {
        Thread forwarding = new Thread(
                () -> {
                    try (InputStream errors = started.getErrorStream()) {
                        errors.transferTo(System.err);
                    } catch (IOException e) {
                        // the process has ended
                    }
                },
                "exeunt-worker-output-" + number);
        forwarding.setDaemon(true);
        forwarding.start();
    }

    /** Prints what a process has printed before or in place of an answer, such as where the report of its crash is. */
    private void forwardOutput() {
        try {
            // without waiting for more: a child of the process may keep the pipe open
            String printed = new String(answers.readNBytes(answers.available()), Charset.defaultCharset());
            System.err.print(printed.split(Message.START, 2)[0]);
        } catch (IOException e) {
            // there is nothing
        }
    }

    /** Ends a process from which nothing more can be read; returns what happened to it, to follow its name. */
    private String reason(IOException found) {
        Process lost = process;
        boolean endedByItself = ends(lost);
        forwardOutput();
        close();
        if (!endedByItself) {
            return "was ended (%s)".formatted(found.getMessage());
        }
        int status = lost.exitValue();
        String meaning =
                switch (status) {
                    case WorkerMain.OUT_OF_MEMORY -> " (not enough memory in the Java virtual machine)";
                    case KILLED -> " (killed; by the system if memory is short)";
                    default -> status > FIRST_SIGNAL ? " (signal %d)".formatted(status - FIRST_SIGNAL) : "";
                };
        return "ended with exit code %d%s".formatted(status, meaning);
    }

    /** Ends the process. */
    @Override
    public void close() {
        if (process == null) {
            return;
        }
        Process ending = process;
        process = null;
        endedCpuTime = cpuTime;
        try {
            ending.getOutputStream().close();
        } catch (IOException e) {
            // it has ended
        }
        if (!ends(ending)) {
            ending.destroyForcibly();
            ends(ending);
        }
    }

    private static boolean ends(Process process) {
        try {
            return process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
