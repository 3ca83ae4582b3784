package org.exeunt.runtime.store.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    @TempDir
    Path folder;

    /** {@code runs list} takes the lock for an instant. */
    @Test
    void isTakenAlthoughAnotherAsksWhetherItIsHeld() throws InterruptedException {
        Path file = folder.resolve("lock");
        AtomicBoolean done = new AtomicBoolean();
        Thread asking = new Thread(() -> {
            while (!done.get()) {
                LockFile.isHeld(file);
                LockSupport.parkNanos(100_000);
            }
        });
        asking.start();
        try {
            for (int i = 0; i < 500; i++) {
                LockFile.take(file).orElseThrow().close();
            }
        } finally {
            done.set(true);
            asking.join();
        }
        assertThat(LockFile.isHeld(file)).isFalse();
    }
}
