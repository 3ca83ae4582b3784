package org.exeunt.runtime.store.records;

import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.exeunt.api.ClientId;
import org.exeunt.api.device.Device;
import org.exeunt.runtime.store.codec.Csv;
import org.exeunt.runtime.store.files.AtomicFile;

/**
 * Writes the devices of clients as CSV, one line per client in client order, in the format that the device model
 * {@code file} reads.
 */
public final class DeviceTable {
    private static final String HEADER = "client,tier,macs-per-second,bytes-down,bytes-up,memory,owner";

    private DeviceTable() {}

    /**
     * Returns the lines, written in pieces.
     *
     * @param devices of the clients, in client order
     * @param owners returns the owner of a client, if it has one
     */
    public static AtomicFile.ContentWriter of(List<Device> devices, Function<ClientId, Optional<String>> owners) {
        return out -> {
            Writer csv = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            csv.append(HEADER).append('\n');
            for (int client = 0; client < devices.size(); client++) {
                Device device = devices.get(client);
                csv.append(Csv.line(
                                client,
                                device.tier(),
                                device.macsPerSecond(),
                                device.bytesPerSecondDown(),
                                device.bytesPerSecondUp(),
                                device.memory(),
                                owners.apply(new ClientId(client)).orElse("")))
                        .append('\n');
            }
            csv.flush();
        };
    }
}
