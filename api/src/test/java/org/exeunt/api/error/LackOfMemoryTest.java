package org.exeunt.api.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LackOfMemoryTest {
    @Test
    void isRecognisedInWhatJvmLibrariesAndSystemThrow() {
        for (Throwable thrown : List.of(
                new OutOfMemoryError("Java heap space"),
                new OutOfMemoryError("unable to create native thread: possibly out of memory or limits reached"),
                new OutOfMemoryError("Physical memory usage is too high: physicalBytes (9G) > maxPhysicalBytes (8G)"),
                new IllegalStateException("Op failed", new OutOfMemoryError("Native allocator returned address == 0")),
                new RuntimeException("std::bad_alloc"),
                new RuntimeException("Failed to allocate memory; Requested bytes: [8]"),
                new UnsatisfiedLinkError("libx.so: failed to map segment: Cannot allocate memory"))) {
            assertThat(LackOfMemory.in(thrown)).as("%s", thrown).hasValueSatisfying(failure -> assertThat(failure)
                    .hasMessageStartingWith("Not enough memory: ")
                    .hasCause(thrown)
                    .extracting(ExeuntException::code)
                    .isEqualTo(LackOfMemory.CODE));
        }
    }

    @Test
    void otherFailuresAreNone() {
        Throwable cause = new IllegalStateException("b");
        Throwable cyclic = new IllegalStateException("a", cause);
        cause.initCause(cyclic);
        for (Throwable thrown : List.of(
                cyclic,
                new IllegalStateException(),
                new StackOverflowError(),
                new UncheckedIOException(new IOException("There is not enough space on the disk")))) {
            assertThat(LackOfMemory.in(thrown)).isEmpty();
        }
    }
}
