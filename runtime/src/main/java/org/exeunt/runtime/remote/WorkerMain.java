package org.exeunt.runtime.remote;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;

/**
 * A worker process: reads tasks from standard input and writes their results to standard output, one at a time. It ends
 * when standard input ends, that is, at the latest with the process of the run.
 */
public final class WorkerMain {
    /** The exit status of a process without enough memory, as that of {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int OUT_OF_MEMORY = 3;

    /** How long a worker without a task may take to close its network. */
    private static final int CLOSING_MILLISECONDS = 2000;

    /** Creates the runner when the run has sent its working directory and configuration. */
    @FunctionalInterface
    public interface Assembly {
        /** Returns a runner, which the caller closes. */
        RemoteRunner of(String configuration, Path workingDirectory);
    }

    private final BlockingQueue<Optional<Message>> received = new ArrayBlockingQueue<>(2);
    private final OutputStream out;

    private WorkerMain(OutputStream out) {
        this.out = out;
    }

    /** Runs until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        // texts are those that the process of the run would write
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        InputStream in = new BufferedInputStream(System.in);
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
        System.setIn(InputStream.nullInputStream());
        PrintStream errors = new PrintStream(new FileOutputStream(FileDescriptor.err), true, Charset.defaultCharset());
        System.setOut(errors); // what plugins print must not get between messages
        if (!ignoreSignals("INT", "TERM")) {
            errors.println("exeunt worker process: SIGINT or SIGTERM cannot be ignored; it ends workers before their"
                    + " run");
        }
        Thread main = Thread.currentThread();
        try {
            serve(in, out, RemoteRunner::of, () -> {
                join(main);
                Runtime.getRuntime().halt(0);
            });
        } catch (OutOfMemoryError e) {
            errors.println("exeunt worker process: not enough memory: " + e.getMessage());
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        }
        Runtime.getRuntime().halt(0); // threads of plugins must not keep a worker alive
    }

    /**
     * Lets this process ignore signals: Ctrl-C in a terminal (SIGINT) and the end of a batch job or service (SIGTERM)
     * reach all processes, and the run decides when its workers end.
     *
     * @param names without SIG
     * @return whether it ignores all of them
     */
    public static boolean ignoreSignals(String... names) {
        try {
            // by reflection, because the compiler warns of other uses and warnings fail the build
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object nothing = Proxy.newProxyInstance(
                    WorkerMain.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, parameters) -> null);
            for (String name : names) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), nothing);
            }
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(CLOSING_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Serves one run.
     *
     * @param inputEnded called on another thread when the input has ended, also during a task
     */
    public static void serve(InputStream in, OutputStream out, Assembly assembly, Runnable inputEnded)
            throws IOException {
        WorkerMain worker = new WorkerMain(out);
        Thread reader = new Thread(() -> worker.receive(in, inputEnded), "exeunt-messages");
        reader.setDaemon(true);
        reader.start();
        Optional<Message> opening = worker.next();
        if (opening.isPresent()) {
            worker.work(opening.get().texts(2), assembly);
        }
    }

    private void receive(InputStream in, Runnable inputEnded) {
        try {
            while (true) {
                received.put(Optional.of(Message.read(in)));
            }
        } catch (IOException e) {
            received.offer(Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        inputEnded.run();
    }

    private Optional<Message> next() {
        try {
            return received.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void work(List<String> opening, Assembly assembly) throws IOException {
        RemoteRunner assembled;
        try {
            assembled = assembly.of(opening.get(1), Path.of(opening.get(0)));
        } catch (RuntimeException e) {
            send(exception(e));
            return;
        }
        try (RemoteRunner runner = assembled) {
            send(Message.of(
                    Message.Kind.READY,
                    runner.fingerprint().entrySet().stream()
                            .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                            .toList()));
            for (Optional<Message> task = next(); task.isPresent(); task = next()) {
                Message answer = answer(runner, task.get());
                for (String warning : runner.takeWarnings()) {
                    send(Message.of(Message.Kind.WARNING, List.of(warning)));
                }
                send(answer);
            }
        }
    }

    private static Message answer(RemoteRunner runner, Message task) throws IOException {
        try {
            return new Message(
                    Message.Kind.RESULT,
                    task.kind() == Message.Kind.TRAIN ? runner.train(task.bytes()) : runner.evaluate(task.bytes()));
        } catch (RuntimeException e) {
            return exception(e);
        }
    }

    private static Message exception(RuntimeException thrown) {
        return new Message(Message.Kind.EXCEPTION, RemoteFailure.encode(thrown));
    }

    private void send(Message message) throws IOException {
        message.write(out);
    }
}
