/**
 * Early exit at inference: an {@link org.exeunt.api.exit.ExitPolicy} returns {@link org.exeunt.api.exit.ExitRule}s, one
 * per setting such as a threshold; a rule decides for one example at one exit whether the example leaves the network
 * there.
 */
@NullMarked
package org.exeunt.api.exit;

import org.jspecify.annotations.NullMarked;
