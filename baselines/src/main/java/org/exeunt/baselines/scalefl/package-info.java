/** Clients of different depth and width in one model. Start at {@link org.exeunt.baselines.scalefl.ScaleFl}. */
package org.exeunt.baselines.scalefl;
