package org.exeunt.runtime.store.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.state.SlotFile.Slot;
import org.exeunt.testsupport.DecoyDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotFileTest {
    @TempDir
    Path directory;

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_535, 65_536, 65_537, 200_000})
    void keepsEveryBit(int size) {
        byte[] bytes = new byte[4 * size + 3];
        new Random(2).nextBytes(bytes);
        try (SlotFile file = SlotFile.in(directory)) {
            file.reserve(7);
            Slot slot = store(file, bytes);
            byte[] read = new byte[bytes.length];
            file.read(slot, 0, ByteBuffer.wrap(read));
            assertThat(read).isEqualTo(bytes);
            file.read(slot, size, ByteBuffer.wrap(read, 1, 2));
            assertThat(Arrays.copyOfRange(read, 1, 3)).containsExactly(bytes[size], bytes[size + 1]);
        }
    }

    private static Slot store(SlotFile file, byte... bytes) {
        Slot slot = file.reserve(bytes.length);
        file.write(slot, 0, ByteBuffer.wrap(bytes));
        return slot;
    }

    @Test
    void reusesFreedSlotsThatFit() {
        try (SlotFile file = SlotFile.in(directory)) {
            Slot small = file.reserve(10);
            Slot large = file.reserve(1000);
            Slot middle = file.reserve(100);
            assertThat(file.length()).isEqualTo(1110);
            file.free(large);
            file.free(middle);
            file.free(small);
            assertThat(file.reserve(11)).isEqualTo(middle);
            assertThat(file.reserve(11)).isEqualTo(large);
            assertThat(file.reserve(11)).isEqualTo(new Slot(1110, 11));
            assertThat(file.reserve(10)).isEqualTo(small);
            assertThat(file.length()).isEqualTo(1121);
        }
    }

    @Test
    void usesNothingOutsideASlot() {
        try (SlotFile file = SlotFile.in(directory)) {
            Slot slot = store(file, new byte[5]);
            assertThatThrownBy(() -> file.read(slot, 3, ByteBuffer.allocate(3)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.write(slot, 3, ByteBuffer.allocate(3)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // where a file's holes take no room
    void growsBeyondTheRangeOfIntegers() {
        try (SlotFile file = SlotFile.in(directory)) {
            file.reserve(1L << 33);
            Slot slot = store(file, (byte) 7, (byte) 5);
            assertThat(slot.start()).isEqualTo(1L << 33);
            ByteBuffer read = ByteBuffer.allocate(2);
            file.read(slot, 0, read);
            assertThat(read.array()).containsExactly(7, 5);
        }
    }

    @Test
    void isCreatedByTheFirstWriteAndDeletedOnClose() throws IOException {
        try (SlotFile file = SlotFile.in(directory)) {
            file.reserve(3);
            assertThat(files()).isZero();
            store(file, new byte[3]);
            store(file, new byte[3]);
            assertThat(files()).isLessThanOrEqualTo(1);
        }
        assertThat(files()).isZero();
    }

    @Test
    void reportsWhereItCannotBeCreated() {
        Path nowhere = directory.resolve("nowhere");
        SlotFile file = SlotFile.in(nowhere);
        assertThatThrownBy(() -> store(file, new byte[3]))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(
                        nowhere.toString(), "cannot be written", "does not exist", "client-state-storage")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("RESOURCE-24");
        file.close();
    }

    @Test
    @EnabledOnOs(OS.LINUX) // which has a file that is always full
    void reportsAFullDisk() throws IOException {
        Path full = directory.resolve("full");
        assumeTrue(DecoyDevice.FULL.create(full), "may create devices");
        SlotFile file = new SlotFile(full, () -> FileChannel.open(full, StandardOpenOption.WRITE));
        assertThatThrownBy(() -> store(file, new byte[12 << 20]))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("full", "cannot be written", "No space left", "12 MiB", "Free space")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("RESOURCE-24");
        file.close();
    }

    @Test
    void reportsAnInterruptedRun() {
        SlotFile file = SlotFile.in(directory);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> store(file, new byte[3]))
                .isInstanceOf(ExeuntException.class)
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("RESOURCE-23");
        assertThat(Thread.interrupted()).as("the interrupt is passed on").isTrue();
        file.close();
    }

    @Test
    void reportsMissingValues() {
        try (SlotFile file = SlotFile.in(directory)) {
            store(file, new byte[1]);
            Slot slot = file.reserve(12);
            assertThatThrownBy(() -> file.read(slot, 0, ByteBuffer.allocate(12)))
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContainingAll("cannot be read", "it ends too early");
        }
    }
}
