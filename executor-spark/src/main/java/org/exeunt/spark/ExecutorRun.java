package org.exeunt.spark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.remote.Fingerprint;
import org.exeunt.runtime.remote.RemoteFailure;
import org.exeunt.runtime.remote.RemoteRunner;
import org.exeunt.runtime.store.identity.Provenance;

/**
 * A run's federation in an executor, assembled once and kept until a task of a newer run arrives. Tasks run on threads
 * of its own, each with a resident network, while Spark's threads wait: those end when they are idle, and a network
 * belongs to one thread. Safe for use by multiple threads.
 */
final class ExecutorRun implements AutoCloseable {
    private static final AtomicReference<ExecutorRun> NEWEST = new AtomicReference<>();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int CLOSING_MINUTES = 10;

    private final String run;
    private final RemoteRunner runner;
    private final List<String> notes;
    private final boolean inProcessOfRun;
    private final Deque<Worker> idle = new ConcurrentLinkedDeque<>();
    private final List<Worker> workers = new ArrayList<>();

    private ExecutorRun(String run, RemoteRunner runner, List<String> notes, boolean inProcessOfRun) {
        this.run = run;
        this.runner = runner;
        this.notes = notes;
        this.inProcessOfRun = inProcessOfRun;
    }

    /** Sets the federation of executors in the process of the run itself, which has the data already. */
    static ExecutorRun inProcessOfRun(String run, ClientRunner runner) {
        ExecutorRun here = new ExecutorRun(run, new RemoteRunner(runner, new RunContext(Path.of(""))), List.of(), true);
        NEWEST.set(here);
        return here;
    }

    /**
     * Runs a task of a run. Exceptions are answers: Spark would repeat the task. Errors of the virtual machine end the
     * executor.
     */
    static Answer answer(String run, Supplier<byte[]> opening, boolean training, Supplier<byte[]> task) {
        byte[] bytes = task.get();
        try {
            return of(run, opening).answer(training, bytes);
        } catch (RuntimeException e) {
            return new Answer(Place.current(), 0, 0, List.of(), true, RemoteFailure.encode(e));
        }
    }

    private static synchronized ExecutorRun of(String run, Supplier<byte[]> opening) {
        ExecutorRun newest = NEWEST.get();
        if (newest != null && newest.run.equals(run)) {
            return newest;
        }
        if (newest != null) {
            newest.end();
        }
        NEWEST.set(null); // so that its memory is free while the next is assembled
        ExecutorRun assembled =
                assemble(run, Opening.decode(opening.get()), Place.current().name());
        NEWEST.set(assembled);
        return assembled;
    }

    private static ExecutorRun assemble(String run, Opening opening, String name) {
        // texts are those that the process of the run would write
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        // executors of local-cluster are children of the run, so Ctrl-C reaches them; Spark ends executors by SIGTERM
        ignoreInterrupts();
        RemoteRunner runner;
        try {
            runner = RemoteRunner.of(opening.configuration(), Path.of(opening.folder()));
        } catch (ExeuntException e) {
            throw new ExeuntException(
                    e.code(),
                    "%s cannot assemble the run; it needs the data and jars of the run. %s"
                            .formatted(name, e.getMessage()),
                    e);
        }
        SortedMap<String, String> mine = new TreeMap<>(opening.fingerprint());
        SortedMap<String, String> theirs = new TreeMap<>(runner.fingerprint());
        List<String> warnings = List.of();
        if (opening.anyArithmetic()) {
            warnings = Fingerprint.differences(machine(mine), machine(theirs)).stream()
                    .map(difference -> "%s differs from the run (run → executor), so results may differ in their last"
                            .concat(" bits: %s.")
                            .formatted(name, difference))
                    .toList();
            mine.keySet().removeAll(Provenance.MACHINE);
            theirs.keySet().removeAll(Provenance.MACHINE);
        }
        Fingerprint.requireSame(mine, theirs, name);
        return new ExecutorRun(run, runner, warnings, false);
    }

    private static void ignoreInterrupts() {
        try {
            // by reflection, because the compiler warns of other uses and warnings fail the build
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object nothing = Proxy.newProxyInstance(
                    ExecutorRun.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, parameters) -> null);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), nothing);
        } catch (ReflectiveOperationException e) {
            // such a virtual machine has no signals to ignore
        }
    }

    private static SortedMap<String, String> machine(SortedMap<String, String> fingerprint) {
        SortedMap<String, String> machine = new TreeMap<>(fingerprint);
        machine.keySet().retainAll(Provenance.MACHINE);
        return machine;
    }

    private Answer answer(boolean training, byte[] task) {
        Worker worker = idle.pollFirst();
        if (worker == null) {
            worker = new Worker();
        }
        try {
            return worker.thread.submit(worker.answering(training, task)).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the task was cancelled", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } finally {
            idle.addFirst(worker);
        }
    }

    /** A thread with a network. */
    private final class Worker {
        private final RemoteRunner mine = runner.another();
        private final ExecutorService thread;

        Worker() {
            synchronized (workers) {
                workers.add(this);
                String name = "exeunt-worker-" + workers.size();
                thread = Executors.newSingleThreadExecutor(tasks -> {
                    Thread started = new Thread(tasks, name);
                    started.setDaemon(true);
                    return started;
                });
            }
        }

        Callable<Answer> answering(boolean training, byte[] task) {
            Place place = Place.current();
            return () -> {
                long start = THREADS.getCurrentThreadCpuTime();
                boolean failed = false;
                byte[] bytes;
                try {
                    bytes = training ? mine.train(task) : mine.evaluate(task);
                } catch (RuntimeException e) {
                    failed = true;
                    bytes = RemoteFailure.encode(e);
                }
                List<String> warnings = new ArrayList<>(notes);
                warnings.addAll(mine.takeWarnings());
                return new Answer(
                        place,
                        THREADS.getCurrentThreadCpuTime() - start,
                        inProcessOfRun ? 0 : PROCESS.getProcessCpuTime(),
                        warnings,
                        failed,
                        bytes);
            };
        }

        void end() {
            thread.execute(mine::close);
            thread.shutdown();
        }
    }

    private List<Worker> end() {
        synchronized (workers) {
            workers.forEach(Worker::end);
            List<Worker> ending = List.copyOf(workers);
            workers.clear();
            return ending;
        }
    }

    /** Ends the threads, after the tasks that they are running. */
    @Override
    public void close() {
        NEWEST.compareAndSet(this, null);
        for (Worker worker : end()) {
            try {
                worker.thread.awaitTermination(CLOSING_MINUTES, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
