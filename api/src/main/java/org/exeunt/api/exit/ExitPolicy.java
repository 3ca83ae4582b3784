package org.exeunt.api.exit;

import java.util.List;

/** A family of exit rules, one for each setting to be tried. */
public interface ExitPolicy {
    /** Returns the rules, at least one, in the order in which reports list them. */
    List<ExitRule> rules();
}
