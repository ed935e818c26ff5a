"""How to read each panel: what the help says about the one in front."""

from __future__ import annotations

POINTING = (
    "enter, or the mouse, reads the values under a cell. A column or a square that stands for many steps, or many"
    " numbers, tells the least and the greatest of them, and of how many. Places in brackets count from 0, as in NumPy;"
    " rows of a table and epochs count as everywhere else."
)
"""What the help says of all panels that can be read cell by cell."""

READING: dict[str, str] = {
    "loss": (
        "The loss against the step, one line a run, in the run's colour and dash. The upright line is the cursor, and"
        " the run's mark stands where its line crosses it. What lies right of the cursor is trained already and drawn"
        " dim. A noisy run shows the range of its losses as a band and their running mean as the line. Where many steps"
        " share a column no single loss is lost: the line reaches up and down to it. y changes between a logarithmic"
        " and a linear scale."
    ),
    "metrics": (
        "Accuracy and the like at the end of every epoch, with a filled mark for the training rows and a hollow one"
        " for the validation rows. A growing gap between the two is overfitting."
    ),
    "landscape": (
        "The loss over the weights themselves. With one weight it is a curve, with two a map: lines join places of"
        " equal loss, the number on a line is that loss, and low ground sinks into the background. Each run leaves"
        " its path, a small mark an epoch, its large mark at the cursor. Of more than 2,048 steps the path joins those"
        " that go furthest, in both directions of both weights, out of every 8, 16, 32 …, as the title says; no swing"
        " is left out. A path that fills more than a fifth of the map is dim but for its last 200 points."
        " A run off the chart has its mark at the edge, and an arrow beside it that points to where it stands."
        " × is the minimum. Arrows show the next step of the run in front: −η·g, which plain descent would"
        " make; what momentum adds, β·v, or Adam's running mean of"
        " the gradients, −η·m̂; and the whole step. Their lengths stand beside; an arrow shorter than a cell is not"
        " drawn. On a curve the gradient's arrow lies on the tangent. A network has too many weights for a map: then"
        " it is a plane through all of them, the one in which the paths vary most (PCA), a random one, or the one"
        " through three ends. The title says how much of the paths' variance the plane holds, and how much shorter"
        " the path in front is drawn than it is; the loss under it is that of the plane. A path there joins the steps"
        " at which the weights were looked at."
    ),
    "gradients": (
        "How large the gradient is in each layer at the cursor, on a logarithmic scale: each tick is a factor of ten."
        " Layers stand in order, the first one on top. Where the first layers' gradients are much smaller than the"
        " last one's, they hardly learn. The coloured field shows the same for every step: a row a layer, brighter is"
        " larger. A cell that stands for many steps shows the largest of them."
    ),
    "data": (
        "The rows that are learned from, the first and the last of them as a table. A line is what a run predicts at"
        " the cursor; of classes, × marks the rows that the run in front gets wrong. The rows of the minibatch that the"
        " run in front learns from in this step are lit. < and > choose that run."
    ),
    "fit": (
        "How well the run in front does at the cursor. Numbers: points, curves, and lines from a point to what is"
        " predicted there, the residual ŷ − y; with several features the prediction over the truth, right on the"
        " slanted line. Of a series: the whole of it with its forecasts, dim where the run has learned from the rows,"
        " and its end close up: dots are true, the thin line is the naive forecast, that all stays as it was. Classes:"
        " the colour of a place says which class would be predicted there, stronger where the run is surer; of two"
        " classes the border, 0.5, is where both are as likely. All features but the two of the axes are held at their"
        " mean, so a row that lies in a wrong region may still be named rightly. Marks are the rows, red if they are"
        " predicted wrongly. The confusion matrix counts them: a row of it is a true class, a column a predicted one;"
        " recall is the share of a class that is found. y changes to the histogram of residuals, or to the matrix; <"
        " and > choose the run."
    ),
    "network": (
        "Units as nodes in columns, from the inputs to the outputs, and their weights as links: blue above zero, orange"
        " below, the brighter the larger; of many links the strongest are drawn. y shows in their place the gradient"
        " ∂L/∂w of the next minibatch, on a scale of four powers of ten. A node's colour, and the number beside it, is"
        " what the unit gives for one row, the first of that minibatch, named below; ○ gives exactly 0, and · is"
        " switched off by dropout in this update. A wide layer"
        " shows its first and last units. Below stand the layers, their units and activation, and how many weights and"
        " biases lead into them: inputs · units + units. ↑, ↓ or a click choose a layer, which other panels follow; esc"
        " lets go of it. Where there is room stands the table as Keras prints it; · is the number of rows, and Δθ/θ"
        " how far a layer's weights move in one step relative to their size; about 0.001 is usual."
    ),
    "activations": (
        "What the units make of their weighted sums. The line is the activation φ of the layer, against the sum o; the"
        " dots on it are units at the training rows, and below is how many sums lie where. Where φ is flat a unit"
        " passes no gradient back: φ′ is the mean slope of φ at the sums. dead is the share of units that give 0 for"
        " every row, sat. the share of outputs within 5 % of an end of the range. The table tells for each layer the"
        " mean of the outputs, ●, and one standard deviation to both sides; where it shrinks from layer to layer, the"
        " rows become alike. ↑ and ↓ choose a layer."
    ),
    "features": (
        "One input and what each layer of the run in front makes of it at the cursor. Of a convolution every small"
        " picture is a feature map: what one of its filters gives all over the input; paper is zero, brighter is more,"
        " and where numbers have a sign orange is below zero and blue above. All maps of a layer share one scale. Of a"
        " series the maps are curves, in little room rows of colour. The units of a dense layer are a strip of cells,"
        " those of the last one under the names of their classes. i and I choose the next input and the one before, v"
        " changes"
        " between validation rows and rows that are learned from; ↑, ↓ or a click choose a layer, which then has the"
        " room; esc lets go of it."
    ),
    "predictions": (
        "The rows that the run in front predicts worst at the cursor, those of the largest loss first: validation rows"
        " where there are some, else rows that are learned from. Under a picture stand its true class, an arrow, the"
        " class that is predicted and how sure the network is of it; what is wrong is red. Of a table the features"
        " follow. The confusion matrix counts all these rows: a row of it is a true class, a column a predicted one. y"
        " shows it alone. A click on a row makes it the input of the feature maps."
    ),
    "dropout": (
        "What dropout switches off in the update at the cursor, for the first row of its minibatch. Each dot is a unit:"
        " ● is kept, the brighter the more it gives, · is off in this update. The bar is the share of units that are"
        " kept, its tick 1 − rate, what is kept on average. With few units each has a row of its own: what it gives,"
        " and in how many masks, up to that of this update, it was off. With many, the line below says how often the"
        " least and the most often dropped ones were off, and y colours each unit by it. Masks are drawn anew for every"
        " row and every update; when the network is used, all units are on. ↑ and ↓ choose a layer where not all have"
        " room, < and > the run."
    ),
    "weights": (
        "The weights at the cursor of the run in front, layer by layer: blue above zero, orange below, the brighter the"
        " larger; 0 is as dark as the paper. A field is a matrix, with a square for each weight, or for the largest of"
        " several where there are many. Filters of a convolution are small pictures, a column a filter and a row a"
        " channel of its input; those of a series are curves. zeros is the share of weights with |w| < 0.001; biases"
        " are left out of all this. y changes to how the weights are spread: a column a moment, values upwards,"
        " brighter where more of them lie. They are looked at about 40 times over a run, however wide the panel: each"
        " look stands until the next, and the crosshair tells its step. ↑ and ↓ choose a layer, < and > the"
        " run."
    ),
    "stability": (
        "How strongly the loss bends where it bends most: λmax, the largest eigenvalue of its second derivatives, with"
        " a filled mark at the cursor. The dotted line with the hollow mark is the bound up to which the optimizer is"
        " stable, 2/η for gradient descent, higher with momentum. λ·η/2 is λmax over that bound: above 1 a swing across"
        " the valley grows at each step. Fainter lines are the next eigenvalues of the run in front. λmax is measured"
        " every few steps."
    ),
    "curves": (
        "What is computed, over the number that is changed from step to step, in the colours of the runs. A function"
        " and its slope have a chart each where there is room; columns that share one have dashes that the title"
        " names. The upright line is the cursor, each run's mark is its point there, and the small table has its"
        " numbers. Where a curve has several parts, a name at the end of each, it is that of the run in front; < and >"
        " choose it. What lies ahead of the cursor is drawn dim. y changes between a linear and a logarithmic scale"
        " where all numbers are positive."
    ),
    "signal": (
        "A filter at work on a series. Above is the input x, lit where the filter lies, with a mark on each number"
        " under it; rings are the zeros that padding puts around. Below it stand these numbers, the filter's, and their"
        " products. Their sum is the next number of the output y, drawn below the middle of the filter. With a stride"
        " above 1 the filter moves by so many steps at once and there are fewer outputs. Where a series is filtered as"
        " a whole in every step, the marks are the largest numbers of x and y, and the faint line is y as it was at"
        " first. < and > choose the run."
    ),
    "image": (
        "A window at work on a picture. Its outline lies around the pixels that it covers; a chequered frame is the"
        " padding, zeros put around the picture. Beside it the output grows, a number for each place of the window,"
        " read like a page; the present one is marked too. In a picture grey goes from 0, black, to 1, white, in the"
        " output from its least to its largest number; where that is negative, blue is above zero, orange below. A"
        " colour picture is three numbers a pixel: its red, green and blue channel, whole or, where there is little"
        " room, what lies under the window. The numbers below are what is multiplied and summed, or what the largest or"
        " the mean is taken of. < and > choose the run."
    ),
    "algorithm": (
        "What is carried out in every step, line by line, for the run in front; < and > choose it. θ are the weights, g"
        " the gradient, η the learning rate, t counts the updates. Beside each line stand the numbers that it has just"
        " computed: of one or two weights the numbers themselves, of more their length ‖·‖, which is that of one layer"
        " if one is chosen in the network. ▶ is the line that moves the weights. At a step a second or slower (press -)"
        " the lines light up one after the other."
    ),
    "optimizer": (
        "What the optimizer of the run in front remembers, and how far it moves at the cursor; < and > choose the run."
        " A row is a layer, with the size of a typical weight's numbers (their root mean square, of η/D the median), or"
        " a weight where there are one or two. g is the gradient, Δθ the step. Adam steps by −η·m̂/√v̂: m̂ is the mean"
        " of past gradients, √v̂ their usual size. The chart shows the last 60 steps of a weight: gradient dotted, mean"
        " as a line, ±√v̂ as a band; the share of the band that the line reaches is the step, in units of η. A learning"
        " rate that changes is drawn for all steps, those to come included."
    ),
    "lesson": (
        "The question, what to look for, the formulas at work, questions to think about before you watch, claims, and"
        " what to try next. Of a claim ✓ says that it holds, ✗ that it does not, · that it cannot be said yet because"
        " the runs it speaks of have not come to their end at the cursor; the timeline has the marks where they do."
        " pgdn and pgup, or the wheel, scroll the page; in front, so do ↑ and ↓. enter, or a click, chooses an answer:"
        " ↑ and ↓ go over the choices, enter takes one, and it is said whether that is right. a shows all answers, and"
        " hides them. Until then the words of some claims are left out, which show only their marks, with what else"
        " would tell: formulas, the network, and with claims all that lies ahead of the cursor."
    ),
}

TIME_TRAVEL = (
    "Every step that was trained can be gone back to, exactly. A session keeps states of its runs, 256 MB in all, and"
    " trains from the last one before the cursor once more. Small networks are there at once. Of LeNet with Adam, 0.7"
    " MB a state, any step is there within 0.2 s up to about 5,500 steps; with every doubling of the run beyond that it"
    " takes twice as long. Runs share this memory."
)
"""How far exact steps are at hand; measured with lenet on two cores, 6 ms a step."""

COMPARING = (
    "Above are the losses, all on one chart or each on its own with the same axes; a mark is where a run stands at the"
    " cursor. Over seconds or examples the runs stand apart, for each has its own pace. Below, first the settings in"
    " which the runs differ, by their names in Keras and in a scenario file: dense.activation + 2 is two more layers"
    " that differ in the same way, – is what a run does not have. Then what each came to at the cursor; ✦ is the best"
    " of its row. enter, or the mouse, reads the values under a column of a chart; one that stands for many steps tells"
    " the least and the greatest of them, and of how many. In the table it tells a value in full, beside the name of a"
    " row that of every run."
)
"""How to read the comparison."""

SHEETS: dict[str, tuple[str, str]] = {
    "knobs": (
        "the sheet of changes",
        "Numbers of the run in front, which a change holds for at once; nothing is compiled. A run that has ended is"
        " forked at the cursor. Below stands what the run lacks, with a dash: a number there makes a fork, compiled"
        " anew. Letters and keys that mean nothing to the sheet are the workbench's.",
    ),
    "runs": (
        "the list of runs",
        "Every run with its mark, its loss at the cursor, how it stands and its settings. A hidden run trains on."
        " Forks and added runs can be removed, those of the scenario only hidden.",
    ),
    "build": (
        "the form of the network",
        "The layers, the optimizer, the batch and the rest of the run that was in front. What is typed is checked at"
        " every letter as a file would be; a new run starts from the same seed, and the old one stays.",
    ),
    "panels": (
        "the list of panels",
        "The panels that are shown, in their order, with their numbers, and below them what else there is. What is"
        " grey says why it cannot be shown, or what has to be measured for it. The choice is remembered for this"
        " scenario.",
    ),
}
"""What the help says of the sheets and lists over the workbench: what each is called, and how to read it."""
