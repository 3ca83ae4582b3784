package org.example.hello;

import java.util.Comparator;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.SamplingRequest;

/**
 * Draws clients without replacement, with probabilities proportional to a power of their number of training examples.
 */
public record PowerOfSize(Options options) implements ClientSampler {
    public record Options(
            @Option(
                            value = "Exponent of the number of examples: 0 samples uniformly, 1 in proportion to data",
                            min = 0,
                            max = 4,
                            defaultValue = "0.5")
                    double exponent) {}


    private record Keyed(ClientId client, double key) {}

    @Override
    public List<ClientId> sample(SamplingRequest request) {
        // Efraimidis and Spirakis (2006): the clients with the largest ln(u) / weight, for one uniform u per client
        return request.clients().stream()
                .map(client ->
                        new Keyed(client.id(), Math.log(1 - request.random().nextDouble()) / weight(client)))
                .sorted(Comparator.comparingDouble(Keyed::key).reversed())
                .limit(request.size())
                .map(Keyed::client)
                .sorted() // a cohort is in client order
                .toList();
    }

    private double weight(ClientSpec client) {
        return Math.pow(client.trainExamples(), options.exponent());
    }
}
