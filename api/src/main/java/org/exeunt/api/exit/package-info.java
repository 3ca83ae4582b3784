/**
 * Leaving early: an {@link org.exeunt.api.exit.ExitPolicy} is a family of {@link org.exeunt.api.exit.ExitRule}s, one a setting of
 * its threshold; a rule looks at one example at one exit and says whether it leaves.
 */
@NullMarked
package org.exeunt.api.exit;

import org.jspecify.annotations.NullMarked;
