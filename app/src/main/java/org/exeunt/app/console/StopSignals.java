package org.exeunt.app.console;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Turns SIGINT and SIGTERM into a request to stop after the current round. A signal that comes at least a second after
 * the first ends the process immediately; its exit status is 128 plus the number of the signal. If the virtual machine
 * does not permit signal handlers, signals keep their default effect.
 */
public final class StopSignals implements BooleanSupplier, AutoCloseable {
    private static final int KILLED = 128;
    private static final String HANDLER = "sun.misc.SignalHandler";
    /** Signals within this time are one request: schedulers and {@code timeout} signal a process and its group. */
    private static final long SAME_REQUEST_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Map<String, Integer> NUMBERS = Map.of("INT", 2, "TERM", 15);

    private final Consumer<String> notes;
    private final LongSupplier nanoTime;
    private final Map<Object, Object> earlierHandlers = new LinkedHashMap<>();
    private volatile boolean requested;
    private long since;

    /**
     * Installs the handlers.
     *
     * @param notes receives sentences for the user, on any thread
     */
    public StopSignals(Consumer<String> notes) {
        this(notes, System::nanoTime);
    }

    StopSignals(Consumer<String> notes, LongSupplier nanoTime) {
        this.notes = notes;
        this.nanoTime = nanoTime;
        for (String name : NUMBERS.keySet()) {
            try {
                Class<?> type = Class.forName(HANDLER);
                Object signal = Class.forName("sun.misc.Signal")
                        .getConstructor(String.class)
                        .newInstance(name);
                Object handler = Proxy.newProxyInstance(
                        type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                            receive(name);
                            return null;
                        });
                earlierHandlers.put(signal, handle(signal, handler));
            } catch (ReflectiveOperationException e) {
                notes.accept("warning: SIG%s cannot be handled; it ends a run immediately".formatted(name));
            }
        }
    }

    private synchronized void receive(String name) {
        if (!requested) {
            since = nanoTime.getAsLong();
        } else if (nanoTime.getAsLong() - since < SAME_REQUEST_NANOS) {
            return;
        } else {
            Runtime.getRuntime().halt(KILLED + NUMBERS.get(name));
        }
        requested = true;
        notes.accept("stopping after this round; repeat to stop immediately");
    }

    @Override
    public boolean getAsBoolean() {
        return requested;
    }

    /** Restores the earlier handlers. */
    @Override
    public void close() {
        earlierHandlers.forEach((signal, handler) -> {
            try {
                handle(signal, handler);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a signal handler cannot be restored", e);
            }
        });
    }

    /**
     * Calls {@code sun.misc.Signal}, because a shutdown hook does not receive a second signal. By reflection, because
     * the compiler warns of other uses and warnings fail the build.
     */
    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        return signal.getClass()
                .getMethod("handle", signal.getClass(), Class.forName(HANDLER))
                .invoke(null, signal, handler);
    }
}
