package org.exeunt.datasets.device;

import java.util.List;
import org.exeunt.api.device.Device;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomStreams;

/**
 * Draws the speed, the bandwidth and the memory of each client independently from log-normal distributions around a
 * median device. Both directions of a client's bandwidth have the same factor.
 *
 * <p>The default spread is that of the synthetic speeds of FedScale (Lai et al., ICML 2022).
 */
public record LogNormal(Options options) implements DeviceModel {
    /**
     * Options of the distributions.
     *
     * @param median the median device
     * @param spread standard deviation of the logarithm of speeds
     * @param bandwidthSpread standard deviation of the logarithm of bandwidths
     * @param memorySpread standard deviation of the logarithm of memories
     */
    public record Options(
            @Option(value = "The median device", inPlace = true) DeviceOptions median,
            @Option(
                            value = "Standard deviation of the natural logarithm of speeds; 0 for equal speeds",
                            min = 0,
                            max = 5,
                            defaultValue = "0.6")
                    double spread,
            @Option(
                            value = "Standard deviation of the natural logarithm of bandwidths",
                            min = 0,
                            max = 5,
                            defaultValue = "0.6")
                    double bandwidthSpread,
            @Option(
                            value = "Standard deviation of the natural logarithm of memories",
                            min = 0,
                            max = 5,
                            defaultValue = "0.0")
                    double memorySpread) {}

    @Override
    public List<Device> devices(List<String> clients, RandomStreams streams) {
        return new LazyDevices(clients.size(), client -> device(client, streams));
    }

    private Device device(int client, RandomStreams streams) {
        DeviceOptions median = options.median();
        double bandwidth = factor("bandwidth", client, options.bandwidthSpread(), streams);
        double memory = median.memory() * factor("memory", client, options.memorySpread(), streams);
        return new Device(
                "drawn",
                Math.max(1, median.macsPerSecond() * factor("speed", client, options.spread(), streams)),
                Math.max(1, median.bytesDown() * bandwidth),
                Math.max(1, median.bytesUp() * bandwidth),
                Math.max(1, Math.round(memory)));
    }

    /** Uses StrictMath, whose bits are the same on every machine. */
    private static double factor(String purpose, int client, double spread, RandomStreams streams) {
        return StrictMath.exp(spread * streams.stream(purpose, client).nextGaussian());
    }
}
