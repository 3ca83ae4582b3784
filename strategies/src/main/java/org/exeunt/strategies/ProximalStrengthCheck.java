package org.exeunt.strategies;

import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.FederationSpec;

/** Warns of proximal terms that are too strong for the learning rate, so that every step overshoots the anchor. */
public final class ProximalStrengthCheck {
    private ProximalStrengthCheck() {}

    /**
     * Warns if a proximal term on parameters is too strong; equivalent to the other overload with a default
     * consequence.
     */
    public static void warn(PluginContext context, FederationSpec federation, String option, double strength) {
        warn(context, federation, option, strength, "every step of the proximal term overshoots its anchor");
    }

    /**
     * Warns if {@code learning rate * strength} is above 1 in the first round. The learning rate never rises, so later
     * rounds need no check.
     *
     * @param option name of the option that sets the strength
     * @param strength of a squared proximal term with gradient {@code strength * (w - anchor)}
     * @param consequence clause that describes the effect
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
