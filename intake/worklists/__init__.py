"""The lists somebody works through: Today with one next step a visit, the review queue, the recall list."""
