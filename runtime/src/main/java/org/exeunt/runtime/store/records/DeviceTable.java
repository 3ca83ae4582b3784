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
import org.exeunt.api.strategy.ClientSpec;
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
     * @param clients in client order, each with a device
     * @param owners returns the owner of a client, if it has one
     */
    public static AtomicFile.ContentWriter of(List<ClientSpec> clients, Function<ClientId, Optional<String>> owners) {
        return out -> {
            Writer csv = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            csv.append(HEADER).append('\n');
            for (ClientSpec client : clients) {
                Device device = client.device().orElseThrow();
                csv.append(Csv.line(
                                client.id(),
                                device.tier(),
                                device.macsPerSecond(),
                                device.bytesPerSecondDown(),
                                device.bytesPerSecondUp(),
                                device.memory(),
                                owners.apply(client.id()).orElse("")))
                        .append('\n');
            }
            csv.flush();
        };
    }
}
