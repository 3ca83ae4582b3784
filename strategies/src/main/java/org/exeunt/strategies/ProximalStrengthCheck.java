package org.exeunt.strategies;

import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.FederationSpec;

/** Detects proximal terms that are too strong for the learning rate: one step passes the anchor and the next one returns. */
public final class ProximalStrengthCheck {
    private ProximalStrengthCheck() {}

    /** Warns of a proximal term on parameters that is too strong. */
    public static void warn(PluginContext context, FederationSpec federation, String option, double strength) {
        warn(context, federation, option, strength, "every step of the pull overshoots its anchor");
    }

    /**
     * Warns if {@code learning rate * strength} is above 1 in the first round; the rate never rises, so later rounds are no worse.
     *
     * @param option that sets the strength
     * @param strength of a squared proximal term, whose gradient is {@code strength * (w - anchor)}
     * @param consequence a clause that states the effect
     */
    public static void warn(
            PluginContext context, FederationSpec federation, String option, double strength, String consequence) {
        double rate = federation.training(new Round(1)).learningRate();
        if (rate * strength > 1) {
            context.warn("'%s' is %s and the learning rate %s: their product is above 1, so that %s. Lower one of them."
                    .formatted(option, strength, rate, consequence));
        }
    }
}
