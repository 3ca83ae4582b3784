package org.exeunt.config.run;

import java.util.HashSet;
import java.util.List;
import org.exeunt.api.plugin.Option;

/**
 * The {@code modalities} section: which clients and which of their examples lack modalities of the input, drawn from
 * the run's seed. The backbone defines the modalities.
 *
 * @param clients kinds of clients, whose fractions sum to 1; empty if all clients have all modalities
 * @param missingRate probability that an example lacks a modality of its client; independent for each modality
 */
public record ModalitiesConfig(
        @Option(
                        value = "Kinds of clients by the modalities that they have; fractions sum to 1. Empty if all"
                                + " clients have all modalities",
                        defaultValue = "[]")
                List<Kind> clients,
        @Option(
                        value = "Probability that an example lacks a modality that its client has",
                        min = 0,
                        below = 1,
                        defaultValue = "0.0")
                double missingRate) {

    /** Largest difference of the sum of fractions from 1, so that thirds may be written as 0.333. */
    private static final double ROUNDING = 0.0015;

    /**
     * Clients that have the same modalities.
     *
     * @param fraction of all clients, new ones included; rounded to whole clients
     * @param modalities names of the modalities
     */
    public record Kind(
            @Option(value = "Fraction of all clients; rounded to whole clients", min = 0, max = 1) double fraction,
            @Option(value = "Names of the modalities that these clients have", minItems = 1) List<String> modalities) {
        public Kind {
            modalities = List.copyOf(modalities);
            if (new HashSet<>(modalities).size() < modalities.size()) {
                throw new IllegalArgumentException("'modalities' is %s; expected each name once".formatted(modalities));
            }
        }
    }

    public ModalitiesConfig {
        clients = List.copyOf(clients);
        double sum = clients.stream().mapToDouble(Kind::fraction).sum();
        if (!clients.isEmpty() && Math.abs(sum - 1) > ROUNDING) {
            throw new IllegalArgumentException(
                    "the fractions in 'clients' sum to %s; expected 1".formatted((float) sum));
        }
    }
}
