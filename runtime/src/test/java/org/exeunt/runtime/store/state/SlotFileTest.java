package org.exeunt.runtime.store.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.exeunt.runtime.store.state.Sets.anyBits;
import static org.exeunt.runtime.store.state.Sets.bits;
import static org.exeunt.runtime.store.state.Sets.set;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.params.ParameterSet;
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
        ParameterSet first = set(size, 1);
        float[] second = anyBits(2, size);
        try (SlotFile file = SlotFile.in(directory)) {
            Slot slot = file.reserve(2L * size);
            file.write(slot, 0, first);
            file.write(slot, size, second);
            assertThat(bits(file.read(slot, 0, first.blocks()))).isEqualTo(bits(first));
            float[] read = new float[size + 2];
            file.read(slot, size, read, 1, size);
            float[] expected = new float[size + 2];
            System.arraycopy(second, 0, expected, 1, size);
            assertThat(bits(read)).isEqualTo(bits(expected));
        }
    }

    @Test
    void reusesFreedSlotsThatFit() {
        try (SlotFile file = SlotFile.in(directory)) {
            Slot small = file.reserve(10);
            Slot large = file.reserve(1000);
            Slot middle = file.reserve(100);
            assertThat(file.length()).isEqualTo(4 * 1110);
            file.free(large);
            file.free(middle);
            file.free(small);
            assertThat(file.reserve(11)).isEqualTo(middle);
            assertThat(file.reserve(11)).isEqualTo(large);
            assertThat(file.reserve(11)).isEqualTo(new Slot(4 * 1110, 11));
            assertThat(file.reserve(10)).isEqualTo(small);
            assertThat(file.length()).isEqualTo(4 * 1121);
        }
    }

    @Test
    void doesNotWriteOutsideItsSlot() {
        try (SlotFile file = SlotFile.in(directory)) {
            Slot before = file.reserve(5);
            Slot slot = file.reserve(5);
            ParameterSet neighbour = set(5, 3);
            file.write(before, 0, neighbour);
            assertThatThrownBy(() -> file.write(slot, 1, set(5, 4))).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.write(slot, -1, new float[1])).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.read(slot, 3, new float[9], 0, 3))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(bits(file.read(before, 0, neighbour.blocks()))).isEqualTo(bits(neighbour));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // where a file's holes take no room
    void growsBeyondTheRangeOfIntegers() {
        try (SlotFile file = SlotFile.in(directory)) {
            file.reserve(1L << 31);
            Slot slot = file.reserve(7);
            assertThat(slot.start()).isEqualTo(1L << 33);
            ParameterSet set = set(7, 5);
            file.write(slot, 0, set);
            assertThat(bits(file.read(slot, 0, set.blocks()))).isEqualTo(bits(set));
        }
    }

    @Test
    void isCreatedByTheFirstWriteAndDeletedOnClose() throws IOException {
        try (SlotFile file = SlotFile.in(directory)) {
            Slot slot = file.reserve(3);
            assertThat(files()).isZero();
            file.write(slot, 0, new float[3]);
            file.write(slot, 0, new float[3]);
            assertThat(files()).isLessThanOrEqualTo(1);
        }
        assertThat(files()).isZero();
    }

    @Test
    void reportsWhereItCannotBeCreated() {
        Path nowhere = directory.resolve("nowhere");
        SlotFile file = SlotFile.in(nowhere);
        Slot slot = file.reserve(3);
        assertThatThrownBy(() -> file.write(slot, 0, new float[3]))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(
                        nowhere.toString(), "cannot be created", "does not exist", "client-state-storage")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("RESOURCE-24");
        file.close();
    }

    @Test
    @EnabledOnOs(OS.LINUX) // which has a file that is always full
    void reportsAFullDisk() throws IOException {
        Path full = directory.resolve("full");
        assumeTrue(DecoyDevice.FULL.create(full), "may create devices");
        SlotFile file = SlotFile.of("full", () -> FileChannel.open(full, StandardOpenOption.WRITE));
        Slot slot = file.reserve(3L << 20);
        assertThatThrownBy(() -> file.write(slot, 0, set(3, 1)))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("full", "cannot be written", "No space left", "12 MiB", "Free space")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("RESOURCE-24");
        file.close();
    }

    @Test
    void reportsAnInterruptedRun() {
        SlotFile file = SlotFile.in(directory);
        Slot slot = file.reserve(3);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> file.write(slot, 0, new float[3]))
                .isInstanceOf(ExeuntException.class)
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("RESOURCE-23");
        assertThat(Thread.interrupted()).as("the interrupt is passed on").isTrue();
        file.close();
    }

    @Test
    void reportsMissingValues() {
        try (SlotFile file = SlotFile.in(directory)) {
            Slot slot = file.reserve(3);
            assertThatThrownBy(() -> file.read(slot, 0, new float[3], 0, 3))
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContainingAll("cannot be read", "it ends too early");
        }
    }
}
