package org.exeunt.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StopSignalsTest {
    /** As GNU {@code timeout} sends them: to the process, and to its group. */
    @Test
    void twoSignalsWithinASecondAreOneRequest() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        AtomicInteger readings = new AtomicInteger();
        try (StopSignals stop = new StopSignals(received::add, () -> {
            received.add("time " + readings.incrementAndGet());
            return 7;
        })) {
            assertThat(stop.getAsBoolean()).isFalse();
            raise();
            assertThat(List.of(received.take(), received.take()))
                    .containsExactly("time 1", "stopping after this round; repeat to stop immediately");
            raise(); // would end this virtual machine
            assertThat(received.take()).isEqualTo("time 2");
            assertThat(stop.getAsBoolean()).isTrue();
        }
    }

    private static void raise() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        signal.getMethod("raise", signal)
                .invoke(null, signal.getConstructor(String.class).newInstance("TERM"));
    }
}
