package org.exeunt.datasets.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.DatasetPlugins;
import org.exeunt.testkit.contract.DeviceModelContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceModelsTest {
    private static final RandomStreams STREAMS = new RandomStreams(5);
    private static final DeviceOptions DEVICE = new DeviceOptions(1e9, 1e6, 5e5, 1 << 20);

    @TempDir
    Path folder;

    private static List<String> clients(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    @Test
    void tiersHaveTheirShares() {
        Tiers tiers = new Tiers(new Tiers.Options(
                List.of(
                        new Tiers.Tier("a", 1, DEVICE),
                        new Tiers.Tier("b", 0.5, DEVICE),
                        new Tiers.Tier("c", 2.5, DEVICE)),
                Tiers.Assignment.RANDOM));
        Map<String, Integer> counts = new TreeMap<>();
        List<Device> devices = tiers.devices(clients(40), STREAMS);
        devices.forEach(device -> counts.merge(device.tier(), 1, Integer::sum));
        assertThat(counts).isEqualTo(Map.of("a", 10, "b", 5, "c", 25));
        assertThat(devices.subList(0, 10))
                .as("clients are in random order")
                .extracting(Device::tier)
                .contains("c");
    }

    @Test
    void tiersFollowTheDataOfClients() {
        List<Tiers.Tier> tiers = List.of(new Tiers.Tier("high", 1, DEVICE), new Tiers.Tier("low", 2, DEVICE));
        List<List<Integer>> counts = List.of(
                List.of(1, 0, 5),
                List.of(9, 2, 0),
                List.of(0, 4, 3),
                List.of(2, 1, 0),
                List.of(0, 0, 7),
                List.of(0, 9, 8));
        assertThat(tiersOf(tiers, Tiers.Assignment.BY_SIZE, counts))
                .containsExactly("low", "high", "low", "low", "low", "high");
        assertThat(tiersOf(tiers, Tiers.Assignment.BY_LABEL, counts))
                .containsExactly("low", "high", "low", "high", "low", "low");
        assertThat(tiersOf(tiers, Tiers.Assignment.BY_LABEL, Collections.nCopies(6, List.of(1, 1, 1))))
                .as("equal clients are in random order")
                .isEqualTo(tiersOf(tiers, Tiers.Assignment.RANDOM, counts))
                .isNotEqualTo(List.of("high", "high", "low", "low", "low", "low"));
    }

    private static List<String> tiersOf(
            List<Tiers.Tier> tiers, Tiers.Assignment assignment, List<List<Integer>> counts) {
        return new Tiers(new Tiers.Options(tiers, assignment))
                .devices(clients(counts.size()), counts, STREAMS).stream()
                        .map(Device::tier)
                        .toList();
    }

    @Test
    void manyTiersArePossible() {
        List<Tiers.Tier> tiers = IntStream.range(0, 300)
                .mapToObj(i -> new Tiers.Tier("t" + i, 1, DEVICE))
                .toList();
        assertThat(new Tiers(new Tiers.Options(tiers, Tiers.Assignment.RANDOM)).devices(clients(300), STREAMS))
                .extracting(Device::tier)
                .doesNotHaveDuplicates();
    }

    @Test
    void tiersHaveDifferentNames() {
        assertThatThrownBy(() -> new Tiers.Options(
                        List.of(new Tiers.Tier("a", 1, DEVICE), new Tiers.Tier("a", 1, DEVICE)),
                        Tiers.Assignment.RANDOM))
                .hasMessageContaining("expected a different name for each");
    }

    /** The logarithm is normal around the median with the configured deviation; four standard errors. */
    @Test
    void speedsAreLogNormal() {
        int clients = 4000;
        List<Device> devices =
                new LogNormal(new LogNormal.Options(DEVICE, 0.6, 0, 0)).devices(clients(clients), STREAMS);
        double[] logs = devices.stream()
                .mapToDouble(device -> Math.log(device.macsPerSecond() / 1e9))
                .toArray();
        double mean =
                IntStream.range(0, clients).mapToDouble(i -> logs[i]).average().orElseThrow();
        double deviation = Math.sqrt(IntStream.range(0, clients)
                .mapToDouble(i -> (logs[i] - mean) * (logs[i] - mean))
                .average()
                .orElseThrow());
        assertThat(mean).isCloseTo(0, within(4 * 0.6 / Math.sqrt(clients)));
        assertThat(deviation).isCloseTo(0.6, within(4 * 0.6 / Math.sqrt(2.0 * clients)));
        assertThat(devices).allMatch(device -> device.memory() == 1 << 20 && device.bytesPerSecondUp() == 5e5);
    }

    @Test
    void aFileNamesClientsInAnyOrder() throws IOException {
        assertThat(file("memory,client,tier,macs-per-second,bytes-up,bytes-down\n9,anna,slow,3,1,2\n8,0,fast,4,5,6\n")
                        .devices(List.of("0", "anna"), STREAMS))
                .containsExactly(new Device("fast", 4, 6, 5, 8), new Device("slow", 3, 2, 1, 9));
    }

    @Test
    void aFileOfASpreadsheetStartsWithAMark() throws IOException {
        DeviceFile file = file("\uFEFFclient,macs-per-second,bytes-down,bytes-up,memory\n0,4,6,5,8\n");
        assertThat(file.devices(List.of("0"), STREAMS)).containsExactly(new Device("file", 4, 6, 5, 8));
    }

    @Test
    void aFileInAnotherEncodingIsRefused() throws IOException {
        Path file = Files.writeString(
                folder.resolve("devices.csv"),
                "client,macs-per-second,bytes-down,bytes-up,memory\nEva,1,1,1,1\n\u00c9va,1,1,1,1\n",
                StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> new DeviceFile(file).devices(List.of("Eva"), STREAMS))
                .hasMessageContainingAll("it is not UTF-8", "Check devices.file.");
    }

    /** As a run writes the devices of owners that a spreadsheet would take for formulas, or that have two clients. */
    @Test
    void devicesOfARunAreReadBack() throws IOException {
        DeviceFile file = file("client,tier,macs-per-second,bytes-down,bytes-up,memory\n"
                + "'@alice,fast,4,6,5,8\n'+41,slow,3,2,1,9\n'+41,slow,3,2,1,9\n");
        Device fast = new Device("fast", 4, 6, 5, 8);
        Device slow = new Device("slow", 3, 2, 1, 9);
        assertThat(file.devices(List.of("@alice", "+41", "+41"), STREAMS)).containsExactly(fast, slow, slow);
    }

    /** Clients may have the same owner; they are named by their numbers then. */
    @Test
    void devicesOfARunAreThoseOfOwnersOrNumbers() throws IOException {
        Device fast = new Device("fast", 4, 6, 5, 8);
        Device slow = new Device("slow", 3, 2, 1, 9);
        DeviceFile distinct = file("client,tier,macs-per-second,bytes-down,bytes-up,memory,owner\n"
                + "0,fast,4,6,5,8,1\n1,slow,3,2,1,9,'@alice\n");
        assertThat(distinct.devices(List.of("@alice", "1"), STREAMS)).containsExactly(slow, fast);
        assertThat(distinct.devices(List.of("0", "1"), STREAMS)).containsExactly(fast, slow);
        DeviceFile shared = file("client,tier,macs-per-second,bytes-down,bytes-up,memory,owner\n"
                + "0,fast,4,6,5,8,bob\n1,slow,3,2,1,9,bob\n");
        assertThat(shared.devices(List.of("0", "1"), STREAMS)).containsExactly(fast, slow);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|it is empty",
                "'client,speed'|its header is 'client,speed'; expected client, macs-per-second, bytes-down",
                "'client,memory'|its header is 'client,memory'",
                "'client,client,macs-per-second,bytes-down,bytes-up,memory'|its header is 'client,client,",
                "'client,macs-per-second,bytes-down,bytes-up,memory\n"
                        + "0,1,1,1'|line 2 is '0,1,1,1'; expected a cell for each column",
                "'client,macs-per-second,bytes-down,bytes-up,memory\n0,fast,1,1,1'|line 2 is '0,fast,1,1,1'",
                "'client,macs-per-second,bytes-down,bytes-up,memory\n0,1e-300,1,1,1'|line 2 is '0,1e-300,1,1,1'",
                "'client,macs-per-second,bytes-down,bytes-up,memory,tier\n0,1,1,1,1,'|line 2 is '0,1,1,1,1,'",
                "'client,macs-per-second,bytes-down,bytes-up,memory,tier\n0,1,1,1,1,\"b\nc\"'|is '0,1,1,1,1,b?c'",
                "'client,macs-per-second,bytes-down,bytes-up,memory\n0,1,-1,1,1'|line 2 is '0,1,-1,1,1'",
                "'client,macs-per-second,bytes-down,bytes-up,memory\n0,1,1,1,0.5'|line 2 is '0,1,1,1,0.5'",
                "'client,macs-per-second,bytes-down,bytes-up,memory\n"
                        + "0,1,1,1,1\n"
                        + "0,1,1,2,1'|line 3: client '0' has a row with another device already",
                "'client,macs-per-second,bytes-down,bytes-up,memory\n"
                        + "1,1,1,1,1'|it has no row for 1 of 1 clients, such as '0'",
                "'\"client'|line 1"
            })
    void describesWhatIsWrongInAFile(String content, String message) throws IOException {
        DeviceFile file = file(content);
        assertThatThrownBy(() -> file.devices(List.of("0"), STREAMS))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("Check devices.file.")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("DATA-42");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> new DeviceFile(folder.resolve("none.csv")).devices(List.of("0"), STREAMS))
                .hasMessageContainingAll("none.csv cannot be used: it does not exist", "Check devices.file.");
    }

    private DeviceFile file(String content) throws IOException {
        return new DeviceFile(Files.writeString(folder.resolve("devices.csv"), content));
    }

    @Nested
    class Contract extends DeviceModelContract {
        private static final DeviceOptions FAST = new DeviceOptions(1e9, 1e6, 1e6, 1000);
        private static final DeviceOptions SLOW = new DeviceOptions(1e8, 1e5, 1e5, 100);

        @Override
        protected List<PluginChoice<DeviceModel>> variants() {
            return List.of(
                    new DatasetPlugins().choose(DeviceModel.class, "uniform", FAST),
                    new DatasetPlugins()
                            .choose(DeviceModel.class, "log-normal", new LogNormal.Options(FAST, 0.6, 0.6, 1)),
                    new DatasetPlugins()
                            .choose(
                                    DeviceModel.class,
                                    "tiers",
                                    new Tiers.Options(
                                            List.of(new Tiers.Tier("fast", 1, FAST), new Tiers.Tier("slow", 2, SLOW)),
                                            Tiers.Assignment.BY_SIZE)),
                    new DatasetPlugins().choose(DeviceModel.class, "file", new DeviceFile.Options(file())));
        }

        private static Path file() {
            try {
                Path file = Files.createTempFile("devices", ".csv");
                file.toFile().deleteOnExit();
                return Files.writeString(
                        file,
                        IntStream.range(0, 30)
                                .mapToObj(client -> "%d,%d,1e6,1e6,%d\n".formatted(client, 1000 + client, 1 + client))
                                .collect(Collectors.joining(
                                        "", "client,macs-per-second,bytes-down,bytes-up,memory\n", "")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
