/**
 * ScaleFL: one model for clients of different depth and width. Start at {@link org.exeunt.baselines.scalefl.ScaleFl}.
 */
package org.exeunt.baselines.scalefl;
