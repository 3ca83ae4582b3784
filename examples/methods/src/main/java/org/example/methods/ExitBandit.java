package org.example.methods;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.tracking.RoundRecord;

/** Drops one exit or none, by UCB1 (Auer et al., 2002): the one without which the training loss fell most. */
public record ExitBandit(Options options) implements CoordinationPolicy {
    public record Options(@Option(value = "Weight of exploration", min = 0, defaultValue = "0.1") double exploration) {}

    @Override
    public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
        double[] falls = new double[request.exits()]; // by the number of the dropped exit, 0 if all were trained
        int[] times = new int[request.exits()];
        double before = Double.NaN;
        for (RoundRecord round : request.feedback().rounds()) {
            double fall = 1 - round.crossEntropy() / before;
            before = round.crossEntropy();
            if (Double.isFinite(fall)) { // the loss of a round without updates is NaN
                int inactive = request.exits() * (request.exits() + 1) / 2;
                for (Exit exit : round.exits().get(round.exits().firstKey())) {
                    inactive -= exit.number();
                }
                falls[inactive] += fall;
                times[inactive]++;
            }
        }
        double log = Math.log(1 + Arrays.stream(times).sum());
        double[] bounds = new double[request.exits()];
        Arrays.setAll(bounds, i -> falls[i] / times[i] + options.exploration() * Math.sqrt(log / times[i]));
        int dropped = 0;
        for (int i = 1; i < bounds.length; i++) {
            dropped = times[dropped] > 0 && !(bounds[i] <= bounds[dropped]) ? i : dropped; // NaN if never tried
        }
        ExitSet all = ExitSet.upTo(request.exits());
        ExitSet active = dropped == 0 ? all : all.minus(new Exit(dropped));
        return request.cohort().stream().collect(Collectors.toMap(client -> client, client -> active));
    }
}
