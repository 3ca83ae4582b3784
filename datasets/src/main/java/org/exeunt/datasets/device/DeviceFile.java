package org.exeunt.datasets.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.CsvRows;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.Excerpt;
import org.exeunt.datasets.files.Utf8;
import org.exeunt.datasets.userdata.Table;

/**
 * Reads the device of each client from a CSV file with the columns {@code client}, {@code macs-per-second},
 * {@code bytes-down}, {@code bytes-up}, {@code memory} and, optionally, {@code tier} and {@code owner}, in any order.
 * Clients are named by their owners if each has one of its own, or else by their ids. Their names are in the column
 * {@code owner} if it has all of them, or else in {@code client}; runs write an apostrophe before a name that a
 * spreadsheet would take for a formula. Clients without a row are an error, rows of other clients and equal rows of one
 * client are not.
 */
public record DeviceFile(Path path) implements DeviceModel {
    /**
     * Options of the device model.
     *
     * @param file the CSV file
     */
    public record Options(
            @Option("CSV file: client, macs-per-second, bytes-down, bytes-up, memory, and optionally tier and owner")
                    Path file) {}

    private static final int MAX_MEBIBYTES = 256;
    private static final String TIER = "tier";
    private static final String OWNER = "owner";
    private static final Set<String> REQUIRED =
            new LinkedHashSet<>(List.of("client", "macs-per-second", "bytes-down", "bytes-up", "memory"));

    @Override
    public List<Device> devices(List<String> clients, RandomStreams streams) {
        Map<String, Device> known = read(clients);
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

    private Map<String, Device> read(List<String> clients) {
        List<CsvRows.Row> rows = rows();
        List<String> columns =
                rows.isEmpty() ? List.of() : List.of(Table.strip(rows.get(0).cells()));
        Set<String> names = new HashSet<>(columns);
        names.removeAll(List.of(TIER, OWNER));
        if (!names.equals(REQUIRED) || columns.stream().distinct().count() < columns.size()) {
            throw wrong("its header is '%s'; expected %s, and optionally %s and %s"
                    .formatted(Excerpt.of(String.join(",", columns)), String.join(", ", REQUIRED), TIER, OWNER));
        }
        List<CsvRows.Row> body = rows.subList(1, rows.size());
        List<Device> devices = body.stream().map(row -> device(row, columns)).toList();
        List<String> keys = columns.contains(OWNER) ? cells(body, columns.indexOf(OWNER)) : List.of();
        Set<String> owners = new HashSet<>(keys);
        if (!clients.stream().allMatch(client -> owners.contains(client) || owners.contains("'" + client))) {
            keys = cells(body, columns.indexOf("client"));
        }
        Map<String, Device> known = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            Device device = devices.get(i);
            if (!keys.get(i).isEmpty() && !device.equals(known.computeIfAbsent(keys.get(i), first -> device))) {
                throw wrong("line %d: client '%s' has a row with another device already"
                        .formatted(body.get(i).line(), keys.get(i)));
            }
        }
        return known;
    }

    private static List<String> cells(List<CsvRows.Row> rows, int column) {
        return rows.stream().map(row -> row.cells()[column]).toList();
    }

    private Device device(CsvRows.Row row, List<String> columns) {
        List<String> cells = List.of(row.cells());
        try {
            Device device = new Device(
                    columns.contains(TIER) ? cells.get(columns.indexOf(TIER)) : "file",
                    Double.parseDouble(cells.get(columns.indexOf("macs-per-second"))),
                    Double.parseDouble(cells.get(columns.indexOf("bytes-down"))),
                    Double.parseDouble(cells.get(columns.indexOf("bytes-up"))),
                    Long.parseLong(cells.get(columns.indexOf("memory")).strip()));
            if (cells.size() == columns.size() && device.tier().matches(Tiers.NAME)) {
                return device;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException refusedBelow) {
            // a cell that is missing or is no such number
        }
        throw wrong(("line %d is '%s'; expected a cell for each column, numbers of at least 1, a whole one for memory, "
                        + "and a tier that matches %s")
                .formatted(row.line(), Excerpt.of(String.join(",", cells)), Tiers.NAME));
    }

    private List<CsvRows.Row> rows() {
        try {
            return CsvRows.of(Utf8.decode(ByteBuffer.wrap(DataFile.bytes(path, MAX_MEBIBYTES))), ',');
        } catch (IOException failure) {
            throw wrong(IoMessages.reason(failure));
        } catch (CsvRows.MalformedException failure) {
            throw wrong("line %d: %s".formatted(failure.line(), failure.getMessage()));
        }
    }

    private ExeuntException wrong(String problem) {
        return new ExeuntException(
                Errors.DATA_42, "The devices in %s cannot be used: %s. Check devices.file.".formatted(path, problem));
    }
}
