package org.exeunt.datasets.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.CsvRows;
import org.exeunt.datasets.files.Excerpt;
import org.exeunt.datasets.files.Utf8;

/**
 * Reads the device of each client from a CSV file with the columns {@code client}, {@code macs-per-second},
 * {@code bytes-down}, {@code bytes-up}, {@code memory} and, optionally, {@code tier}, in any order. Clients are named
 * by their owners if each has one of its own, or else by their ids; runs write an apostrophe before a name that a
 * spreadsheet would take for a formula. Clients without a row are an error, rows of other clients and equal rows of one
 * client are not.
 */
public record DeviceFile(Path path) implements DeviceModel {
    /**
     * Options of {@link Provider}.
     *
     * @param file the CSV file
     */
    public record Options(
            @Option("CSV file: client, macs-per-second, bytes-down, bytes-up, memory, and optionally tier")
                    Path file) {}

    /** Registers {@code file}. */
    public static final class Provider extends Plugin<DeviceModel, Options> {
        /** Called by the service loader. */
        public Provider() {
            super(
                    "file",
                    "Devices from a CSV file, such as the devices.csv of a run",
                    (options, context) -> new DeviceFile(context.resolve(options.file())));
        }
    }

    static final ErrorCode WRONG_FILE = ErrorCategory.DATA.code(42);

    private static final int MAX_BYTES = 256 << 20;
    private static final List<String> REQUIRED =
            List.of("client", "macs-per-second", "bytes-down", "bytes-up", "memory");
    private static final String TIER = "tier";

    @Override
    public List<Device> devices(List<String> clients, RandomStreams streams) {
        Map<String, Device> known = read();
        List<Device> devices = new ArrayList<>(clients.size());
        List<String> missing = new ArrayList<>();
        for (String client : clients) {
            Device device = known.getOrDefault(client, known.get("'" + client));
            if (device == null) {
                missing.add(client);
            } else {
                devices.add(device);
            }
        }
        if (!missing.isEmpty()) {
            throw wrong("it has no row for %d of %d clients, such as '%s'. Add a row with this value in column 'client'"
                    .formatted(missing.size(), clients.size(), missing.get(0)));
        }
        return devices;
    }

    private Map<String, Device> read() {
        List<CsvRows.Row> rows = rows();
        if (rows.isEmpty()) {
            throw wrong("it is empty; expected a header with %s".formatted(String.join(", ", REQUIRED)));
        }
        Map<String, Integer> columns = columns(rows.get(0).cells());
        Map<String, Device> devices = new HashMap<>();
        for (CsvRows.Row row : rows.subList(1, rows.size())) {
            if (row.cells().length != columns.size()) {
                throw wrong("line %d has %d cells, the header has %d"
                        .formatted(row.line(), row.cells().length, columns.size()));
            }
            String client = row.cells()[columns.get("client")];
            Device device = device(row, columns);
            if (!device.equals(devices.computeIfAbsent(client, first -> device))) {
                throw wrong("line %d: client '%s' has a row with another device already".formatted(row.line(), client));
            }
        }
        return devices;
    }

    private Device device(CsvRows.Row row, Map<String, Integer> columns) {
        String tier = Optional.ofNullable(columns.get(TIER))
                .map(column -> row.cells()[column])
                .orElse("file");
        if (!tier.matches(Tiers.NAME)) {
            throw wrong("line %d: tier = '%s'; expected a name that matches %s"
                    .formatted(row.line(), Excerpt.of(tier), Tiers.NAME));
        }
        try {
            return new Device(
                    tier,
                    Double.parseDouble(row.cells()[columns.get("macs-per-second")]),
                    Double.parseDouble(row.cells()[columns.get("bytes-down")]),
                    Double.parseDouble(row.cells()[columns.get("bytes-up")]),
                    Long.parseLong(row.cells()[columns.get("memory")].strip()));
        } catch (IllegalArgumentException e) {
            throw wrong("line %d is '%s'; expected numbers of at least 1, and a whole one for memory"
                    .formatted(row.line(), Excerpt.of(String.join(",", row.cells()))));
        }
    }

    private Map<String, Integer> columns(String[] header) {
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < header.length; i++) {
            String name = header[i].strip();
            if (!REQUIRED.contains(name) && !name.equals(TIER) || columns.put(name, i) != null) {
                throw wrong("its header has '%s'; expected each of %s once, and optionally %s"
                        .formatted(name, String.join(", ", REQUIRED), TIER));
            }
        }
        if (!columns.keySet().containsAll(Set.copyOf(REQUIRED))) {
            throw wrong("its header is '%s'; expected %s, and optionally %s"
                    .formatted(String.join(",", header), String.join(", ", REQUIRED), TIER));
        }
        return columns;
    }

    private List<CsvRows.Row> rows() {
        try (InputStream in = RegularFile.open(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw wrong("it has more than %d bytes".formatted(MAX_BYTES));
            }
            return CsvRows.of(Utf8.decode(bytes), ',');
        } catch (CharacterCodingException failure) {
            throw wrong("it is not in UTF-8");
        } catch (IOException failure) {
            throw new ExeuntException(
                    WRONG_FILE,
                    "The devices in %s cannot be read: %s. Check devices.file."
                            .formatted(path, IoMessages.reason(failure)),
                    failure);
        } catch (CsvRows.MalformedException failure) {
            throw wrong("line %d: %s".formatted(failure.line(), failure.getMessage()));
        }
    }

    private ExeuntException wrong(String problem) {
        return new ExeuntException(
                WRONG_FILE, "The devices in %s cannot be used: %s. Check devices.file.".formatted(path, problem));
    }
}
