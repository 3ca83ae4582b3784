package org.exeunt.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Turns SIGINT and SIGTERM into a request to stop after the round that is being played; a second one ends the process at once, with 128 and the
 * signal's number as the exit status. Where the virtual machine keeps signals to itself they do what they always do.
 */
final class StopSignals implements BooleanSupplier, AutoCloseable {
    private static final int KILLED = 128;
    private static final Map<String, Integer> NUMBERS = Map.of("INT", 2, "TERM", 15);

    private final Consumer<String> notes;
    private final Map<Object, Object> former = new LinkedHashMap<>();
    private volatile boolean asked;

    /**
     * Listens from now on.
     *
     * @param notes gets sentences for the user, from any thread
     */
    StopSignals(Consumer<String> notes) {
        this.notes = notes;
        for (String name : NUMBERS.keySet()) {
            try {
                Object signal = SignalApi.signal(name);
                former.put(signal, SignalApi.handle(signal, SignalApi.handler(() -> receive(name))));
            } catch (ReflectiveOperationException e) {
                notes.accept("warning: SIG%s cannot be listened to: a run ends at once by it".formatted(name));
            }
        }
    }

    private void receive(String name) {
        if (asked) {
            Runtime.getRuntime().halt(KILLED + NUMBERS.get(name));
        }
        asked = true;
        notes.accept("stopping after this round; once more to stop at once");
    }

    @Override
    public boolean getAsBoolean() {
        return asked;
    }

    /** Signals mean again what they meant before. */
    @Override
    public void close() {
        former.forEach((signal, handler) -> {
            try {
                SignalApi.handle(signal, handler);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a signal that was listened to cannot be let go", e);
            }
        });
    }

    /**
     * The signals of the module {@code jdk.unsupported}: a shutdown hook cannot hear a second signal. By reflection, as the compiler warns of every
     * other use and warnings fail the build.
     */
    private static final class SignalApi {
        private static final List<String> NAMES = List.of("sun.misc.Signal", "sun.misc.SignalHandler");

        static Object signal(String name) throws ReflectiveOperationException {
            return Class.forName(NAMES.get(0)).getConstructor(String.class).newInstance(name);
        }

        static Object handler(Runnable receive) throws ReflectiveOperationException {
            Class<?> type = Class.forName(NAMES.get(1));
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                receive.run();
                return null;
            });
        }

        static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
            Method handle = signal.getClass().getMethod("handle", signal.getClass(), Class.forName(NAMES.get(1)));
            try {
                return handle.invoke(null, signal, handler);
            } catch (InvocationTargetException e) {
                throw new ReflectiveOperationException(e.getCause());
            }
        }
    }
}
