package org.exeunt.datasets.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.DeviceModelContract;

class DeviceModelsContractTest extends DeviceModelContract {
    private static final DeviceOptions FAST = new DeviceOptions(1e9, 1e6, 1e6, 1000);
    private static final DeviceOptions SLOW = new DeviceOptions(1e8, 1e5, 1e5, 100);

    @Override
    protected List<PluginChoice<DeviceModel>> variants() {
        return List.of(
                PluginChoice.of(new Uniform.Provider(), FAST),
                PluginChoice.of(new LogNormal.Provider(), new LogNormal.Options(FAST, 0.6, 0.6, 1)),
                PluginChoice.of(
                        new Tiers.Provider(),
                        new Tiers.Options(List.of(new Tiers.Tier("fast", 1, FAST), new Tiers.Tier("slow", 2, SLOW)))),
                PluginChoice.of(new DeviceFile.Provider(), new DeviceFile.Options(file())));
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("devices", ".csv");
            file.toFile().deleteOnExit();
            return Files.writeString(
                    file,
                    IntStream.range(0, 30)
                            .mapToObj(client -> "%d,%d,1e6,1e6,%d\n".formatted(client, 1000 + client, 1 + client))
                            .collect(
                                    Collectors.joining("", "client,macs-per-second,bytes-down,bytes-up,memory\n", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
