package org.exeunt.testkit.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.TestInstance;

/** Base of the contracts of plugins with options: the choices to check. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Variants<T> {
    static final RandomStreams STREAMS = new RandomStreams(23);

    /** Returns the choices to check, one per relevant set of options. */
    protected abstract List<PluginChoice<T>> variants();

    final T create(PluginChoice<T> variant) {
        return variant.create(new RecordingContext());
    }

    /** Returns what four threads receive that make a call at the same time: results, or exceptions. */
    static Collection<Object> onFourThreads(Supplier<Object> call) throws InterruptedException {
        Collection<Object> received = new ConcurrentLinkedQueue<>();
        CyclicBarrier start = new CyclicBarrier(4);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(() -> {
                try {
                    start.await();
                    received.add(call.get());
                } catch (RuntimeException | InterruptedException | BrokenBarrierException e) {
                    received.add(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        return received;
    }
}
