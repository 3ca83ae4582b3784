package org.exeunt.testsupport;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** A process that is a thread of this one, for tests of what the other side of its pipes does. */
public final class ThreadProcess extends Process {
    private final PipedOutputStream in = new PipedOutputStream();
    private final PipedInputStream out = new PipedInputStream();
    private final Thread thread;
    private volatile int status = -1;

    /** What the process does between its start and its end. */
    @FunctionalInterface
    public interface Program {
        /** Runs and returns the exit status. */
        int run(InputStream in, OutputStream out) throws IOException;
    }

    /** Starts a program. */
    public ThreadProcess(Program program) {
        try {
            InputStream input = new PipedInputStream(in);
            OutputStream output = new PipedOutputStream(out);
            thread = new Thread(() -> run(program, input, output), "thread-process");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Program program, InputStream input, OutputStream output) {
        try (output;
                OutputStream buffered = new BufferedOutputStream(output)) {
            status = program.run(input, buffered);
        } catch (IOException e) {
            status = 1;
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return in;
    }

    @Override
    public InputStream getInputStream() {
        return out;
    }

    @Override
    public InputStream getErrorStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        thread.join(unit.toMillis(timeout));
        return !thread.isAlive();
    }

    @Override
    public int waitFor() throws InterruptedException {
        thread.join();
        return status;
    }

    @Override
    public int exitValue() {
        if (thread.isAlive()) {
            throw new IllegalThreadStateException("the program has not ended");
        }
        return status;
    }

    @Override
    public void destroy() {
        thread.interrupt();
    }

    @Override
    public ProcessHandle.Info info() {
        return ProcessHandle.current().info();
    }
}
