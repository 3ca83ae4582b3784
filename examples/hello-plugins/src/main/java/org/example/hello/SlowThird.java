package org.example.hello;

import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomStreams;

/** Gives every third client a device that is slower than that of the others by a factor. */
public record SlowThird(Options options) implements DeviceModel {
    private static final Device FAST = new Device("fast", 2e9, 2.5e6, 1e6, 1_000_000_000);

    public record Options(
            @Option(value = "How many times slower every third client is", min = 1, max = 1000, defaultValue = "4.0")
                    double factor) {}


    @Override
    public List<Device> devices(List<String> clients, RandomStreams streams) {
        Device slow = new Device(
                "slow",
                FAST.macsPerSecond() / options.factor(),
                FAST.bytesPerSecondDown(),
                FAST.bytesPerSecondUp(),
                FAST.memory());
        return IntStream.range(0, clients.size())
                .mapToObj(client -> client % 3 == 2 ? slow : FAST)
                .toList();
    }
}
