// The models of ../../BarModels.cs in libtorch, as a user of PyTorch would write them: channels first, float32, autograd, torch.optim.
#pragma once

#include <torch/torch.h>

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using torch::Tensor;

constexpr int64_t kPixels = 784, kClasses = 10, kBatch = 64;
constexpr int64_t kVocabulary = 65, kWindows = 16, kContext = 128, kWidth = 128, kHeads = 4, kBlocks = 4;

// What BarModels trains on: rows of bytes, their labels, and a text of tokens.
struct Data {
    Tensor rows, labels, text;
};

// A model and its data. A step draws a batch from bytes, runs forward and backward, moves the weights, and reads the loss.
class Model {
public:
    virtual ~Model() = default;

    float step() {
        optimiser_->zero_grad();
        Tensor loss = this->loss();
        loss.backward();
        optimiser_->step();
        return loss.item<float>();
    }

protected:
    virtual Tensor loss() = 0;

    // Uniform within ±√(6 / inputs) in PyTorch's layouts: [outputs, inputs] or [outputs, inputs, height, width].
    Tensor he(std::vector<int64_t> shape) {
        int64_t inputs = 1;
        for (size_t i = 1; i < shape.size(); i++) inputs *= shape[i];
        double bound = std::sqrt(6.0 / inputs);
        return keep(torch::empty(shape).uniform_(-bound, bound));
    }

    Tensor normal(std::vector<int64_t> shape) { return keep(torch::randn(shape) * 0.02); }

    Tensor constant(int64_t count, float value) { return keep(torch::full({count}, value)); }

    Tensor keep(Tensor start) {
        parameters_.push_back(start.set_requires_grad(true));
        return parameters_.back();
    }

    std::vector<Tensor> parameters_;
    std::unique_ptr<torch::optim::Optimizer> optimiser_;
};

// Rows of bytes with labels; rates and momentum are those of BarModels.
class Classifier : public Model {
public:
    explicit Classifier(const Data& data) : rows_(data.rows), labels_(data.labels) {}

protected:
    virtual Tensor forward(const Tensor& rows) = 0;

    Tensor loss() override {
        Tensor indices = torch::randint(rows_.size(0), {kBatch}, torch::kLong);
        Tensor rows = rows_.index_select(0, indices).to(torch::kFloat) * (1.0 / 255);
        return torch::cross_entropy_loss(forward(rows), labels_.index_select(0, indices).to(torch::kLong));
    }

    void descend(double rate) {
        optimiser_ = std::make_unique<torch::optim::SGD>(parameters_, torch::optim::SGDOptions(rate).momentum(0.9));
    }

private:
    Tensor rows_, labels_;
};

class Mlp final : public Classifier {
public:
    explicit Mlp(const Data& data) : Classifier(data) {
        std::vector<int64_t> widths{kPixels, 256, 128, kClasses};
        for (size_t i = 1; i < widths.size(); i++) {
            Tensor weight = he({widths[i], widths[i - 1]});
            layers_.emplace_back(weight, constant(widths[i], 0));
        }
        descend(0.1);
    }

protected:
    Tensor forward(const Tensor& rows) override {
        Tensor x = rows;
        for (size_t i = 0; i < layers_.size(); i++) {
            if (i > 0) x = torch::relu(x);
            x = torch::linear(x, layers_[i].first, layers_[i].second);
        }
        return x;
    }

private:
    std::vector<std::pair<Tensor, Tensor>> layers_;
};

class LeNet final : public Classifier {
public:
    explicit LeNet(const Data& data)
        : Classifier(data), first_(he({16, 1, 5, 5})), firstBias_(constant(16, 0)), second_(he({32, 16, 5, 5})), secondBias_(constant(32, 0)),
          dense_(he({kClasses, 32 * 7 * 7})), denseBias_(constant(kClasses, 0)) {
        descend(0.05);
    }

protected:
    Tensor forward(const Tensor& rows) override {
        Tensor x = rows.reshape({-1, 1, 28, 28});
        x = torch::max_pool2d(torch::relu(torch::conv2d(x, first_, firstBias_, 1, 2)), 2);
        x = torch::max_pool2d(torch::relu(torch::conv2d(x, second_, secondBias_, 1, 2)), 2);
        return torch::linear(x.flatten(1), dense_, denseBias_);
    }

private:
    Tensor first_, firstBias_, second_, secondBias_, dense_, denseBias_;
};

// nanoGPT's block: pre-norm, causal attention, exact GELU, output tied to the embedding; no dropout.
class Gpt final : public Model {
public:
    explicit Gpt(const Data& data) : text_(data.text), tokens_(normal({kVocabulary, kWidth})), places_(normal({kContext, kWidth})) {
        for (int64_t i = 0; i < kBlocks; i++) {
            blocks_.push_back(Block{
                norm(), linear(3 * kWidth, kWidth), linear(kWidth, kWidth), norm(), linear(4 * kWidth, kWidth), linear(kWidth, 4 * kWidth)});
        }
        last_ = norm();
        mask_ = torch::ones({kContext, kContext}, torch::kBool).triu(1);
        reach_ = torch::arange(kContext + 1, torch::kLong);
        optimiser_ = std::make_unique<torch::optim::AdamW>(parameters_, torch::optim::AdamWOptions(1e-3).weight_decay(0));
    }

protected:
    Tensor loss() override {
        Tensor from = torch::randint(text_.size(0) - kContext, {kWindows, 1}, torch::kLong);
        Tensor windows = text_.index_select(0, (from + reach_).flatten()).to(torch::kLong).reshape({kWindows, kContext + 1});
        Tensor x = torch::embedding(tokens_, windows.narrow(1, 0, kContext)) + places_;
        for (const Block& block : blocks_) {
            x = x + attend(block, apply(block.before, x));
            Tensor wide = torch::gelu(torch::linear(apply(block.between, x), block.widen.first, block.widen.second));
            x = x + torch::linear(wide, block.narrow.first, block.narrow.second);
        }
        Tensor logits = torch::matmul(apply(last_, x), tokens_.t());
        return torch::cross_entropy_loss(logits.reshape({-1, kVocabulary}), windows.narrow(1, 1, kContext).reshape({-1}));
    }

private:
    using Pair = std::pair<Tensor, Tensor>;
    struct Block {
        Pair before, project, join, between, widen, narrow;
    };

    Pair norm() {
        Tensor weight = constant(kWidth, 1);
        return {weight, constant(kWidth, 0)};
    }

    Pair linear(int64_t outputs, int64_t inputs) {
        Tensor weight = normal({outputs, inputs});
        return {weight, constant(outputs, 0)};
    }

    static Tensor apply(const Pair& norm, const Tensor& x) { return torch::layer_norm(x, {kWidth}, norm.first, norm.second); }

    Tensor attend(const Block& block, const Tensor& x) const {
        std::vector<Tensor> parts = torch::linear(x, block.project.first, block.project.second).split(kWidth, 2);
        for (Tensor& part : parts) part = part.view({kWindows, kContext, kHeads, kWidth / kHeads}).transpose(1, 2);
        Tensor scores = torch::matmul(parts[0], parts[1].transpose(2, 3)) * (1.0 / std::sqrt(double(kWidth) / kHeads));
        Tensor shares = torch::softmax(scores.masked_fill(mask_, -INFINITY), -1);
        Tensor mixed = torch::matmul(shares, parts[2]).transpose(1, 2).reshape({kWindows, kContext, kWidth});
        return torch::linear(mixed, block.join.first, block.join.second);
    }

    Tensor text_, tokens_, places_, mask_, reach_;
    std::vector<Block> blocks_;
    Pair last_;
};

inline std::unique_ptr<Model> make(const std::string& name, const Data& data) {
    if (name == "mlp") return std::make_unique<Mlp>(data);
    if (name == "lenet") return std::make_unique<LeNet>(data);
    if (name == "gpt-nano") return std::make_unique<Gpt>(data);
    return nullptr;
}
