/**
 * Early-exit networks as strategies see them: an {@link org.exeunt.api.network.Engine} designs one, a
 * {@link org.exeunt.api.network.Network} trains and answers. What is trained is said by
 * {@link org.exeunt.api.objective.Objective}; no array type of any engine appears here.
 */
@NullMarked
package org.exeunt.api.network;

import org.jspecify.annotations.NullMarked;
